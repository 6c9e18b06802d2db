/** What the projection of all webhook rows is called, and in which version it is read. */
export const WEBHOOK_ROWS = { name: 'webhooks', version: 1 } as const;

import type { Schema } from '@counterfoil/platform/postgres';

/** The tables of this context. */
export const webhookSchema: Schema = { name: 'webhook', migrations: new URL('./migrations/', import.meta.url) };

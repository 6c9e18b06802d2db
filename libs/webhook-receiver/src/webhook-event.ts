/** The body of a webhook of Counterfoil. */
export interface WebhookEvent {
  /** `evt_…`, the same however often it is sent. */
  readonly id: string;
  /** `payment.succeeded`, … */
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly merchant_id: string;
  readonly paymentId: string | null;
  readonly trace_id: string | null;
  /** Counts the events of one payment from 1 without a gap; null for an event of no payment. */
  readonly sequence: number | null;
  /** The resource as it was then, under its name. */
  readonly data: Readonly<Record<string, unknown>>;
}

const isEvent = (value: unknown): value is WebhookEvent => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, data } = value as Partial<Record<keyof WebhookEvent, unknown>>;
  return typeof id === 'string' && typeof type === 'string' && typeof data === 'object' && data !== null;
};

/** The event that a body holds; null when it holds none. */
export const parseEvent = (body: Buffer): WebhookEvent | null => {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isEvent(value) ? value : null;
  } catch {
    // Not JSON.
    return null;
  }
};

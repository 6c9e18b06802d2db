/**
 * Who asks, when, and under which identity a command runs. With an idempotency key `commandId` and `now` come from the
 * key's row, so that a retry after a crash derives the same ids and the same events.
 */
export interface RequestContext {
  readonly merchantId: string;
  /** API key id, `payer` or `system`. */
  readonly actor: string;
  /** W3C trace id, 32 hex digits. */
  readonly correlationId: string;
  /** A UUID; every id and event id of the command is derived from it. */
  readonly commandId: string;
  readonly now: Date;
}

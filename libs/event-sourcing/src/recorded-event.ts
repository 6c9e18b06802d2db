/** Any JSON object, as it is stored. */
export type JsonObject = { readonly [key: string]: unknown };

/** The circumstances of an event (domain.md). `occurredAt` is ISO 8601 UTC with milliseconds. */
export interface EventMetadata {
  /** W3C trace id (32 hex) of the request that began it all. */
  readonly correlationId: string;
  /** The id of the command or event that caused this event. */
  readonly causationId: string;
  readonly merchantId: string;
  /** The payment this event is about; null for none. The timeline is found by it. */
  readonly paymentId: string | null;
  /** API key id, `payer` or `system`. */
  readonly actor: string;
  readonly occurredAt: string;
  readonly schemaVersion: number;
}

/** An event on its way into the log. `eventId` (a UUID) is derived, so that a repeated append is recognised. */
export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: EventMetadata;
}

/** An event in the log: `revision` counts from 0 in its stream, `position` grows in commit order over the whole log. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
}

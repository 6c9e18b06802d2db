import type { JsonObject, RecordedEvent } from '@counterfoil/event-sourcing';
import { deriveId, deriveUuid } from '@counterfoil/platform';
import { spanIdOf, traceparentOf } from '@counterfoil/platform/tracing';

/** A CloudEvents 1.0 type, such as `io.counterfoil.payment.succeeded.v1`. */
export type CloudEventType = `io.counterfoil.${string}.v${number}`;

/**
 * What contexts tell each other: a CloudEvent 1.0 (JSON data, two extension attributes) about one aggregate.
 * The same private event gives the same public events, ids included, however often it is published.
 */
export interface PublicEvent {
  readonly specversion: '1.0';
  /** `evt_…`; consumers recognise a repeated delivery by it, and merchants the webhook. */
  readonly id: string;
  readonly type: CloudEventType;
  /** `/counterfoil/<service>` */
  readonly source: string;
  /** The aggregate's id, and the key that order is kept by. */
  readonly subject: string;
  /** When it happened: ISO 8601 UTC with milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: JsonObject;
  readonly merchantid: string;
  /** W3C trace context: the trace of the request that began it all, and the span of the append that this event tells of. */
  readonly traceparent: string;
}

/** What a publisher has to say: the type without prefix and version (`payment.succeeded`), and the data. */
export interface PublicEventDraft {
  readonly type: string;
  readonly data: JsonObject;
}

/** The only way out of a context. Private event -> public events: deterministic, without effects, in order. */
export interface Publisher {
  readonly topic: string;
  /** `/counterfoil/<service>` */
  readonly source: string;
  /** The streams it speaks for; a category has one publisher. */
  readonly category: string;
  /** None, one or several, at most one of a type; may read the aggregate's state as of that event. */
  readonly toPublic: (event: RecordedEvent) => Promise<readonly PublicEventDraft[]>;
}

/** The CloudEvents type of a public event: `payment.succeeded` -> `io.counterfoil.payment.succeeded.v1`. */
export const cloudEventType = (type: string): CloudEventType => `io.counterfoil.${type}.v1`;

/** The id in a stream's name, which is `category-id`. */
export const aggregateId = (event: RecordedEvent): string => event.stream.slice(event.stream.indexOf('-') + 1);

/** Completes a draft with what follows from the private event that it tells of. */
export const toPublicEvent = (source: string, event: RecordedEvent, draft: PublicEventDraft): PublicEvent => {
  const { correlationId, merchantId, occurredAt } = event.metadata;
  const name = deriveUuid(event.eventId, draft.type);
  return {
    specversion: '1.0',
    id: deriveId('evt', new Date(occurredAt), name),
    type: cloudEventType(draft.type),
    source,
    subject: aggregateId(event),
    time: occurredAt,
    datacontenttype: 'application/json',
    data: draft.data,
    merchantid: merchantId,
    traceparent: traceparentOf({ traceId: correlationId, spanId: spanIdOf(event.eventId) }),
  };
};

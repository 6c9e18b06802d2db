import { Aggregate, appendedEventId, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
import { deriveUuid } from '@counterfoil/platform';
import {
  recordedDecider,
  recordedEvents,
  type RecordedState,
  type RecordedWebhookEvent,
  type RecordEvent,
} from './domain/event/recorded.ts';

/** Between what merchants are told and what is stored of it. */
export const recordedCodec = eventCodec<RecordedWebhookEvent>(recordedEvents);

export type EventAggregate = Aggregate<RecordEvent, RecordedState, RecordedWebhookEvent>;

/** Nest's injection token of `EventAggregate`. */
export const EVENT_AGGREGATE = Symbol('EventAggregate');

const CATEGORY = 'webhook_event';

/** The id of the command that records an event: the same, whoever records it. */
export const recordingCommand = (eventId: string): string => deriveUuid(eventId, 'message');

/** The id that the recorded event has in this log; `paymentId` is null for what is about no payment. */
export const recordedEventId = (eventId: string, paymentId: string | null): string =>
  appendedEventId(recordingCommand(eventId), `${CATEGORY}-${paymentId ?? eventId}`, 0);

/** What merchants are told, in this log: streams `webhook_event-pay_…`, or `webhook_event-evt_…` for what is about no payment. */
export const eventAggregate = (store: EventStore): EventAggregate =>
  new Aggregate(store, { category: CATEGORY, decider: recordedDecider, codec: recordedCodec });

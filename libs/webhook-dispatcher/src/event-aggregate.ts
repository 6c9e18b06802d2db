import { Aggregate, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
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

/** What merchants are told, in this log: streams `webhook_event-pay_…`, or `webhook_event-evt_…` for what is about no payment. */
export const eventAggregate = (store: EventStore): EventAggregate =>
  new Aggregate(store, { category: 'webhook_event', decider: recordedDecider, codec: recordedCodec });

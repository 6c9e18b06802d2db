import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { PublicEvent, Subscription } from '@counterfoil/messaging';
import { currentWork } from '@counterfoil/platform';
import { parseTrace, spanIdOf, traced, type TracePlace } from '@counterfoil/platform/tracing';
import { traceIdOf } from './cause.ts';

/** A transport that has a span of its own for a message says so by the work that it hands it over in. */
const carried = (event: PublicEvent): TracePlace => {
  const work = currentWork();
  const traceId = traceIdOf(event);
  return work?.traceId === traceId ? work : (parseTrace(event.traceparent) ?? { traceId });
};

const processing = (group: string, type: string, id: string, parent: TracePlace) => ({
  name: `process ${type}`,
  kind: 'consumer' as const,
  parent,
  attributes: {
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': group,
    'messaging.message.id': id,
  },
});

/** Handles each message as a step of its trace, below the append that it tells of. */
export const inItsTrace = (subscription: Subscription): Subscription => ({
  ...subscription,
  handle: event =>
    traced(processing(subscription.group, event.type, event.id, carried(event)), () => subscription.handle(event)),
});

/** Handles an event of our own log as a step of its trace, below its append. */
export const handleInItsTrace = (
  manager: { readonly name: string; handle(event: RecordedEvent): Promise<void> },
  event: RecordedEvent,
): Promise<void> => {
  const { eventId, type, metadata } = event;
  const parent = { traceId: metadata.correlationId, spanId: spanIdOf(eventId) };
  return traced(processing(manager.name, type, eventId, parent), () => manager.handle(event));
};

import type { Cause, RecordedEvent } from '@counterfoil/event-sourcing';
import type { PublicEvent } from '@counterfoil/messaging';
import { deriveUuid, type RequestContext } from '@counterfoil/platform';

/** A command that a request asks for. `step` tells apart the commands of one request on one stream. */
export const causeOfRequest = (context: RequestContext, paymentId: string | null, step = 'request'): Cause => ({
  commandId: deriveUuid(context.commandId, step),
  causationId: context.commandId,
  correlationId: context.correlationId,
  merchantId: context.merchantId,
  paymentId,
  actor: context.actor,
  occurredAt: context.now.toISOString(),
});

/** A command that follows from an event in our own log. `step` tells apart what follows from one event. */
export const causeOfEvent = (event: RecordedEvent, now: Date, step: string): Cause => ({
  commandId: deriveUuid(event.eventId, step),
  causationId: event.eventId,
  correlationId: event.metadata.correlationId,
  merchantId: event.metadata.merchantId,
  paymentId: event.metadata.paymentId,
  actor: 'system',
  occurredAt: now.toISOString(),
});

/** The trace that a public event is a part of. */
export const traceIdOf = (event: PublicEvent): string => event.traceparent.split('-')[1] ?? '';

/** A command that follows from another context's public event. */
export const causeOfMessage = (event: PublicEvent, paymentId: string, now: Date): Cause => ({
  commandId: deriveUuid(event.id, 'message'),
  causationId: event.id,
  correlationId: traceIdOf(event),
  merchantId: event.merchantid,
  paymentId,
  actor: 'system',
  occurredAt: now.toISOString(),
});

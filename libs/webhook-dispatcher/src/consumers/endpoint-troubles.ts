import type { WebhookEventType } from '@counterfoil/contracts';
import { FoldedStates } from '@counterfoil/event-sourcing';
import { deriveId, type Clock } from '@counterfoil/platform';
import { causeOfEvent, expectDone, type ProcessManager } from '@counterfoil/service';
import { endpointCodec, type EndpointAggregate } from '../endpoint-aggregate.ts';
import { recordingCommand, type EventAggregate } from '../event-aggregate.ts';
import { endpointResource } from '../read-model/endpoint-resource.ts';

/** A merchant is told of an endpoint that fails, at its other endpoints. */
export const endpointTroubles = (
  endpoints: EndpointAggregate,
  events: EventAggregate,
  clock: Clock,
): ProcessManager => {
  const states = new FoldedStates(endpoints);
  return {
    name: 'webhook.endpoint-troubles',
    categories: ['webhook_endpoint'],
    types: ['WebhookEndpointFailing', 'WebhookEndpointDisabled'],
    async handle(recorded) {
      const event = endpointCodec.decode(recorded);
      const failing = event.type === 'WebhookEndpointFailing' ? { since: event.since, percent: event.percent } : null;
      const endpoint = await states.after(recorded);
      const eventType: WebhookEventType = failing ? 'webhook_endpoint.failing' : 'webhook_endpoint.disabled';
      const { occurredAt, merchantId, correlationId } = recorded.metadata;
      const eventId = deriveId('evt', new Date(occurredAt), recorded.eventId);
      const command = {
        type: 'RecordEvent',
        eventId,
        eventType,
        createdAt: occurredAt,
        merchantId,
        paymentId: null,
        traceId: correlationId,
        onlyTo: null,
        notTo: event.endpointId,
        data: { webhook_endpoint: endpointResource(endpoint), ...(failing && { failing }) },
      } as const;
      const cause = { ...causeOfEvent(recorded, clock.now(), 'told'), commandId: recordingCommand(eventId) };
      expectDone(await events.create(eventId, command, cause));
    },
  };
};

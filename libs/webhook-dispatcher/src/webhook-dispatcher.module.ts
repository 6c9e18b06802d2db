import { Module } from '@nestjs/common';
import type { Clock } from '@counterfoil/platform';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  SURROUNDINGS,
  WEBHOOK_ALLOW_LOOPBACK,
  type Surroundings,
} from '@counterfoil/service';
import { KeyRing, Sealer } from '@counterfoil/vault';
import { ActOnEndpointHandler } from './commands/act-on-endpoint.ts';
import { CreateEndpointHandler } from './commands/create-endpoint.ts';
import { RetryDeliveryHandler } from './commands/retry-delivery.ts';
import { SendTestHandler } from './commands/send-test.ts';
import { endpointTroubles } from './consumers/endpoint-troubles.ts';
import { recordEvents } from './consumers/record-events.ts';
import { DELIVERY_AGGREGATE, deliveryAggregate, type DeliveryAggregate } from './delivery-aggregate.ts';
import { httpSender } from './delivery/http-sender.ts';
import { signingKey, webhookKeySet } from './delivery/signing-key.ts';
import { measureStanding, watchTries } from './dispatcher/dispatch-metrics.ts';
import { Dispatcher } from './dispatcher/dispatcher.ts';
import { ENDPOINT_AGGREGATE, endpointAggregate, type EndpointAggregate } from './endpoint-aggregate.ts';
import { endpointHealth } from './endpoint-health.ts';
import { EndpointSecrets } from './endpoint-secrets.ts';
import { EVENT_AGGREGATE, eventAggregate, type EventAggregate } from './event-aggregate.ts';
import { EndpointDeliveriesController } from './http/endpoint-deliveries.controller.ts';
import { EventsController } from './http/events.controller.ts';
import { TAKE_ENDPOINT, takeEndpoint } from './http/url-check.ts';
import { WebhookDeliveriesController } from './http/webhook-deliveries.controller.ts';
import { WebhookEndpointsController } from './http/webhook-endpoints.controller.ts';
import { WEBHOOK_KEYS, WebhookKeysController } from './http/webhook-keys.controller.ts';
import { GetDeliveryHandler, ListDeliveriesHandler } from './queries/deliveries.ts';
import { CountEarlierEndpointsHandler, GetEndpointHandler, ListEndpointsHandler } from './queries/endpoints.ts';
import { GetEventHandler, ListEventsHandler } from './queries/events.ts';
import { PlanReplayHandler } from './queries/plan-replay.ts';
import { measureWebhooks } from './read-model/measure-webhooks.ts';
import { webhooks } from './read-model/webhooks.ts';
import { replaySteps } from './replay-steps.ts';

const workers = (
  around: Surroundings,
  endpoints: EndpointAggregate,
  deliveries: DeliveryAggregate,
  events: EventAggregate,
  secrets: EndpointSecrets,
  sealer: Sealer,
  clock: Clock,
  allowLoopback: boolean,
): ContextWorkers => {
  const sender = httpSender({ policy: { allowLoopback } });
  const watch = watchTries(around.metrics);
  const parts = { ...around, deliveries, sender, secrets, signingKey: signingKey(sealer), clock, watch };
  const dispatcher = new Dispatcher(parts);
  measureStanding(around.metrics, () => dispatcher.standing);
  measureWebhooks(around, clock);
  return new ContextWorkers(
    {
      projections: [webhooks(endpoints)],
      subscriptions: [recordEvents(events, clock)],
      processManagers: [endpointTroubles(endpoints, events, clock)],
      timers: [dispatcher, endpointHealth({ ...around, endpoints }), replaySteps({ ...around, endpoints })],
      workers: [dispatcher],
    },
    around,
  );
};

/** The webhook dispatcher. */
@Module({
  controllers: [
    WebhookEndpointsController,
    EndpointDeliveriesController,
    WebhookDeliveriesController,
    EventsController,
    WebhookKeysController,
  ],
  providers: [
    CreateEndpointHandler,
    ActOnEndpointHandler,
    SendTestHandler,
    RetryDeliveryHandler,
    GetEndpointHandler,
    ListEndpointsHandler,
    CountEarlierEndpointsHandler,
    GetDeliveryHandler,
    ListDeliveriesHandler,
    GetEventHandler,
    ListEventsHandler,
    PlanReplayHandler,
    { provide: ENDPOINT_AGGREGATE, useFactory: endpointAggregate, inject: [EVENT_STORE] },
    { provide: DELIVERY_AGGREGATE, useFactory: deliveryAggregate, inject: [EVENT_STORE] },
    { provide: EVENT_AGGREGATE, useFactory: eventAggregate, inject: [EVENT_STORE] },
    { provide: EndpointSecrets, useFactory: (keys: KeyRing) => new EndpointSecrets(keys), inject: [KeyRing] },
    { provide: WEBHOOK_KEYS, useFactory: webhookKeySet, inject: [Sealer] },
    { provide: TAKE_ENDPOINT, useFactory: takeEndpoint, inject: [WEBHOOK_ALLOW_LOOPBACK] },
    {
      provide: ContextWorkers,
      useFactory: workers,
      inject: [
        ...[SURROUNDINGS, ENDPOINT_AGGREGATE, DELIVERY_AGGREGATE, EVENT_AGGREGATE, EndpointSecrets, Sealer, CLOCK],
        WEBHOOK_ALLOW_LOOPBACK,
      ],
    },
  ],
})
export class WebhookDispatcherModule {}

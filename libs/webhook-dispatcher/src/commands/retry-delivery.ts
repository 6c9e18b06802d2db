import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { WebhookDeliveryResource } from '@counterfoil/contracts';
import type { RequestContext } from '@counterfoil/platform';
import { causeOfRequest, expectDone } from '@counterfoil/service';
import { DELIVERY_AGGREGATE, type DeliveryAggregate } from '../delivery-aggregate.ts';
import { ENDPOINT_AGGREGATE, type EndpointAggregate } from '../endpoint-aggregate.ts';
import { enabledEndpoint } from './enabled-endpoint.ts';

/** Sends a delivery of the merchant's again, whatever its status. */
export class RetryDelivery extends Command<void> {
  constructor(
    readonly context: RequestContext,
    readonly delivery: WebhookDeliveryResource,
    readonly paymentId: string | null,
  ) {
    super();
  }
}

@CommandHandler(RetryDelivery)
export class RetryDeliveryHandler implements ICommandHandler<RetryDelivery> {
  constructor(
    @Inject(ENDPOINT_AGGREGATE) private readonly endpoints: EndpointAggregate,
    @Inject(DELIVERY_AGGREGATE) private readonly deliveries: DeliveryAggregate,
  ) {}

  async execute({ context, delivery, paymentId }: RetryDelivery): Promise<void> {
    const { id: deliveryId, endpoint_id: endpointId, event_id: eventId } = delivery;
    await enabledEndpoint(this.endpoints, context.merchantId, endpointId);
    const command = { type: 'RequestRetry', deliveryId, eventId, endpointId, now: context.now.toISOString() } as const;
    expectDone(await this.deliveries.handle(deliveryId, command, causeOfRequest(context, paymentId)));
  }
}

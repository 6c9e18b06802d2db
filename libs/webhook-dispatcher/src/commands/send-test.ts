import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { deriveId, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, expectDone } from '@counterfoil/service';
import { ENDPOINT_AGGREGATE, type EndpointAggregate } from '../endpoint-aggregate.ts';
import { EVENT_AGGREGATE, recordingCommand, type EventAggregate } from '../event-aggregate.ts';
import { deliveryId } from '../read-model/delivery-rows.ts';
import { endpointResource } from '../read-model/endpoint-resource.ts';
import { enabledEndpoint } from './enabled-endpoint.ts';

/** Sends `webhook_endpoint.test` to one endpoint, whatever types it takes; answers the delivery's id. */
export class SendTest extends Command<string> {
  constructor(
    readonly context: RequestContext,
    readonly endpointId: string,
  ) {
    super();
  }
}

@CommandHandler(SendTest)
export class SendTestHandler implements ICommandHandler<SendTest> {
  constructor(
    @Inject(ENDPOINT_AGGREGATE) private readonly endpoints: EndpointAggregate,
    @Inject(EVENT_AGGREGATE) private readonly events: EventAggregate,
  ) {}

  async execute({ context, endpointId }: SendTest): Promise<string> {
    const { merchantId, now, commandId, correlationId } = context;
    const endpoint = await enabledEndpoint(this.endpoints, merchantId, endpointId);
    const eventId = deriveId('evt', now, commandId);
    const createdAt = now.toISOString();
    const command = {
      type: 'RecordEvent',
      eventId,
      eventType: 'webhook_endpoint.test',
      createdAt,
      merchantId,
      paymentId: null,
      traceId: correlationId,
      onlyTo: endpointId,
      notTo: null,
      data: { webhook_endpoint: endpointResource(endpoint) },
    } as const;
    const cause = { ...causeOfRequest(context, null), commandId: recordingCommand(eventId) };
    expectDone(await this.events.create(eventId, command, cause));
    return deliveryId({ eventId, createdAt }, endpointId);
  }
}

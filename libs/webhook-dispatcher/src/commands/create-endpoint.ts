import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled } from '@counterfoil/event-sourcing';
import { deriveId, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest } from '@counterfoil/service';
import type { EndpointState } from '../domain/endpoint/state.ts';
import type { EndpointSettings } from '../domain/parts.ts';
import { ENDPOINT_AGGREGATE, type EndpointAggregate } from '../endpoint-aggregate.ts';

/** The id follows from the command, so that a retry finds what the first try made. */
export const newEndpointId = ({ now, commandId }: RequestContext): string => deriveId('we', now, commandId);

/** Registers an endpoint, enabled. */
export class CreateEndpoint extends Command<Handled<EndpointState>> {
  constructor(
    readonly context: RequestContext,
    readonly settings: EndpointSettings,
  ) {
    super();
  }
}

@CommandHandler(CreateEndpoint)
export class CreateEndpointHandler implements ICommandHandler<CreateEndpoint> {
  constructor(@Inject(ENDPOINT_AGGREGATE) private readonly endpoints: EndpointAggregate) {}

  execute({ context, settings }: CreateEndpoint): Promise<Handled<EndpointState>> {
    const endpointId = newEndpointId(context);
    const { merchantId, now } = context;
    const command = { type: 'CreateEndpoint', endpointId, merchantId, ...settings, now: now.toISOString() } as const;
    return this.endpoints.create(endpointId, command, causeOfRequest(context, null));
  }
}

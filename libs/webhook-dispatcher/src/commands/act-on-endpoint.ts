import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled } from '@counterfoil/event-sourcing';
import type { RequestContext } from '@counterfoil/platform';
import { causeOfRequest } from '@counterfoil/service';
import type { EndpointCommand } from '../domain/endpoint/commands.ts';
import type { EndpointState } from '../domain/endpoint/state.ts';
import { ENDPOINT_AGGREGATE, ownedBy, type EndpointAggregate } from '../endpoint-aggregate.ts';

type Asked = Extract<
  EndpointCommand,
  { readonly type: 'ChangeEndpoint' | 'RotateSecret' | 'RequestReplay' | 'DeleteEndpoint' }
>;
/** As a request words it: when it is asked, the context says. */
type WithoutTime<Of> = Of extends unknown ? Omit<Of, 'now'> : never;

/** What a merchant asks of an endpoint of its own: change it, rotate its secret, replay to it, delete it. */
export class ActOnEndpoint extends Command<Handled<EndpointState>> {
  constructor(
    readonly context: RequestContext,
    readonly endpointId: string,
    readonly asked: WithoutTime<Asked>,
    /** Tells it apart from what else the same request does to the endpoint. */
    readonly step = 'request',
  ) {
    super();
  }
}

@CommandHandler(ActOnEndpoint)
export class ActOnEndpointHandler implements ICommandHandler<ActOnEndpoint> {
  constructor(@Inject(ENDPOINT_AGGREGATE) private readonly endpoints: EndpointAggregate) {}

  execute({ context, endpointId, asked, step }: ActOnEndpoint): Promise<Handled<EndpointState>> {
    const command = { ...asked, now: context.now.toISOString() };
    return this.endpoints.handle(endpointId, command, causeOfRequest(context, null, step), ownedBy(context.merchantId));
  }
}

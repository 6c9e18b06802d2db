import { Aggregate, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
import type { EndpointCommand } from './domain/endpoint/commands.ts';
import { endpointDecider } from './domain/endpoint/decider.ts';
import { endpointEvents, type EndpointEvent } from './domain/endpoint/events.ts';
import type { Endpoint, EndpointState } from './domain/endpoint/state.ts';

/** Between endpoint events and what is stored of them. */
export const endpointCodec = eventCodec<EndpointEvent>(endpointEvents);

export type EndpointAggregate = Aggregate<EndpointCommand, EndpointState, EndpointEvent>;

/** Nest's injection token of `EndpointAggregate`. */
export const ENDPOINT_AGGREGATE = Symbol('EndpointAggregate');

/** The webhook endpoints in this log: streams `webhook_endpoint-we_…`. */
export const endpointAggregate = (store: EventStore): EndpointAggregate =>
  new Aggregate(store, { category: 'webhook_endpoint', decider: endpointDecider, codec: endpointCodec });

/** An endpoint is there for its merchant only, until it is deleted. */
export const ownedBy =
  (merchantId: string) =>
  (endpoint: EndpointState): endpoint is Exclude<Endpoint, { readonly status: 'DELETED' }> =>
    endpoint.status !== 'NONE' && endpoint.status !== 'DELETED' && endpoint.merchantId === merchantId;

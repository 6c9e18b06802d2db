import { Aggregate, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
import { deliveryDecider, type DeliveryCommand, type DeliveryState } from './domain/delivery/delivery.ts';
import { deliveryEvents, type DeliveryEvent } from './domain/delivery/events.ts';

/** Between a delivery's events and what is stored of them. */
export const deliveryCodec = eventCodec<DeliveryEvent>(deliveryEvents);

export type DeliveryAggregate = Aggregate<DeliveryCommand, DeliveryState, DeliveryEvent>;

/** Nest's injection token of `DeliveryAggregate`. */
export const DELIVERY_AGGREGATE = Symbol('DeliveryAggregate');

/** The tries of deliveries in this log: streams `webhook_delivery-whd_…`; none before the first try. */
export const deliveryAggregate = (store: EventStore): DeliveryAggregate =>
  new Aggregate(store, { category: 'webhook_delivery', decider: deliveryDecider, codec: deliveryCodec });

import { Aggregate, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
import { routingRulesDecider, type ChangeRoutingRules, type RoutingRules } from './domain/routing-rules/decider.ts';
import { routingRulesEvents, type RoutingRulesEvent } from './domain/routing-rules/events.ts';

/** Between changes of routing rules and what is stored of them. */
export const routingRulesCodec = eventCodec<RoutingRulesEvent>(routingRulesEvents);

export type RoutingRulesAggregate = Aggregate<ChangeRoutingRules, RoutingRules, RoutingRulesEvent>;

/** Nest's injection token of `RoutingRulesAggregate`. */
export const ROUTING_RULES_AGGREGATE = Symbol('RoutingRulesAggregate');

/** The routing rules in this log: a stream a merchant, `routing_rules-mer_…`. */
export const routingRulesAggregate = (store: EventStore): RoutingRulesAggregate =>
  new Aggregate(store, { category: 'routing_rules', decider: routingRulesDecider, codec: routingRulesCodec });

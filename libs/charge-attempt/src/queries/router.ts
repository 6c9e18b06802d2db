import type { EventStore } from '@counterfoil/event-sourcing';
import type { Connectors } from '@counterfoil/providers';
import type { Routing } from '../domain/events.ts';
import { routingRulesDecider, type RoutingRules } from '../domain/routing-rules/decider.ts';
import type { RoutingRulesAggregate } from '../routing-rules-aggregate.ts';
import { route, type Routed, type Availability } from '../routing.ts';

/** Routes payments by their merchants' rules, as these are at that moment: a change holds from the next question on. */
export class Router {
  constructor(
    private readonly store: EventStore,
    private readonly rules: RoutingRulesAggregate,
    private readonly connectors: Connectors,
    private readonly maxProviders: number,
    private readonly availability: Availability,
  ) {}

  /** From the log itself, and of it the last event only: it has all of the rules. */
  async rulesOf(merchantId: string): Promise<RoutingRules> {
    const { initialState } = routingRulesDecider;
    const latest = this.store.readStream(this.rules.stream(merchantId), { direction: 'backwards', limit: 1 });
    for await (const event of latest) return this.rules.evolve(initialState, event);
    return initialState;
  }

  /** Who may take a payment of the merchant's, and why. */
  async routeOf(merchantId: string, payment: Routed): Promise<Routing> {
    return this.route(payment, await this.rulesOf(merchantId));
  }

  /** Who may take the payment by these rules, and why. */
  route(payment: Routed, rules: Pick<RoutingRules, 'rules' | 'version'>): Routing {
    return route(payment, this.connectors, this.maxProviders, rules, this.availability);
  }
}

import { accept, refuse, type Decider } from '@counterfoil/event-sourcing/decider';
import type { RoutingRulesEvent } from './events.ts';
import { isSame, type Rule } from './rules.ts';

/** A merchant's rules, all of them at once. */
export interface ChangeRoutingRules {
  readonly type: 'ChangeRoutingRules';
  readonly merchantId: string;
  readonly rules: readonly Rule[];
  /** That of the rules which the change is based on; null: whichever they are. */
  readonly version: number | null;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** Version 0: the merchant has never had any. */
export interface RoutingRules {
  readonly version: number;
  readonly rules: readonly Rule[];
  /** ISO 8601 UTC; null in version 0. */
  readonly updatedAt: string | null;
}

export type RoutingRulesRefusalCode = 'routing_rules_changed';

type RoutingRulesDecider = Decider<ChangeRoutingRules, RoutingRules, RoutingRulesEvent, RoutingRulesRefusalCode>;

/** What is so already needs no change, whatever it was based on: it may be the repeat of one that was made. */
const decide: RoutingRulesDecider['decide'] = (command, present) => {
  const { merchantId, rules, version, now: at } = command;
  if (isSame(rules, present.rules)) return accept();
  if (version !== null && version !== present.version)
    return refuse('routing_rules_changed', `The rules are at version ${present.version}; read them, and change those.`);
  return accept({ type: 'RoutingRulesChanged', merchantId, version: present.version + 1, rules, at });
};

/** A merchant's routing rules. Each event has all of them: the last one is the state. */
export const routingRulesDecider: RoutingRulesDecider = {
  initialState: { version: 0, rules: [], updatedAt: null },
  decide,
  evolve: (_, { version, rules, at }) => ({ version, rules, updatedAt: at }),
};

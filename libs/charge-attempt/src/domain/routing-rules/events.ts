import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';
import { rules } from './rules.ts';

/** The data of every event of a merchant's routing rules, as it is stored. */
export const routingRulesEvents = {
  /** All of the rules from here on; `version` counts the changes from 1. */
  RoutingRulesChanged: z.strictObject({
    merchantId: z.string(),
    version: z.int().min(1),
    rules,
    /** ISO 8601 UTC. */
    at: z.iso.datetime(),
  }),
} as const;

export type RoutingRulesEvent = EventOf<typeof routingRulesEvents>;

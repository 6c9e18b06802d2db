import { routingRulesBody, simulateRoutingBody } from '@counterfoil/contracts/requests';
import { routingRules, routingRulesExample, simulatedRouting } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

export const ROUTING = 'Routing';

/** By the names that the document gives them. */
export const routingSchemas = {
  RoutingRules: routingRules,
  ChangeRoutingRules: routingRulesBody(),
  SimulateRouting: simulateRoutingBody(),
};

const answer = z.strictObject({ routing_rules: routingRules });
const { rules } = routingRulesExample;

/** Which providers a merchant's payments go to. */
export const routing: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/routing-rules',
    operationId: 'getRoutingRules',
    tag: ROUTING,
    summary: 'Read your routing rules',
    answers: {
      200: {
        description: 'All of them; version 0 without any before the first change.',
        schema: answer,
        examples: { rules: { routing_rules: routingRulesExample } },
      },
    },
  },
  {
    method: 'put',
    path: '/v1/routing-rules',
    operationId: 'changeRoutingRules',
    tag: ROUTING,
    summary: 'Change your routing rules',
    description:
      'Puts these rules in the place of all that there are; every confirmation after the answer goes by them. With `version` only if the rules are still at it: else 409. The same rules again change nothing, so it may be repeated. `rules: []` leaves the built-in rule `default`: every provider, in the order in which the installation names them.',
    body: {
      schema: routingSchemas.ChangeRoutingRules,
      examples: {
        byAmountAndCountry: { rules: [rules[0]], version: 0 },
        shared: { rules: [rules[1]] },
        byCurrency: {
          rules: [{ name: 'lira', conditions: { currencies: ['TRY'] }, providers: [{ provider: 'beta' }] }],
        },
        builtIn: { rules: [] },
      },
    },
    answers: {
      200: {
        description: 'The rules as they are now.',
        schema: answer,
        examples: { rules: { routing_rules: routingRulesExample } },
      },
    },
    problems: ['routing_rules_changed'],
  },
  {
    method: 'post',
    path: '/v1/routing-rules/simulate',
    operationId: 'simulateRouting',
    tag: ROUTING,
    summary: 'Ask where a payment would go',
    description:
      'Decides for a payment as a confirmation of it would be decided now, by your rules or by the `rules` of the request, and keeps nothing. Where the rule has weights, each call draws an order, as each payment does.',
    body: {
      schema: routingSchemas.SimulateRouting,
      examples: {
        byYourRules: { amount: 12_500, currency: 'EUR', brand: 'visa', country: 'DE' },
        byOthers: { amount: 12_500, currency: 'EUR', rules: [rules[1]] },
      },
    },
    answers: {
      200: {
        description: 'The decision, and its reasons.',
        schema: simulatedRouting,
        examples: {
          fixed: {
            routing: {
              rule: 'lira',
              candidates: ['beta'],
              excluded: [{ provider: 'alpha', reason: 'not_in_rule' }],
              weights: null,
            },
            version: 3,
          },
          drawn: {
            routing: {
              rule: 'half and half',
              candidates: ['beta', 'alpha'],
              excluded: [],
              weights: [
                { provider: 'alpha', weight: 50 },
                { provider: 'beta', weight: 50 },
              ],
            },
            version: null,
          },
        },
      },
    },
  },
];

import { listChargesQuery, resolveChargeBody } from '@counterfoil/contracts/requests';
import { charge, chargeExample, pageSchema } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { OPERATORS } from './describe-callbacks.ts';

const id = { id: ['The charge’s id', chargeExample.id] } as const;
const answer = z.strictObject({ charge });

const unknown = {
  ...chargeExample,
  provider_reference: null,
  status: 'UNKNOWN',
  unknown_since: chargeExample.updated_at,
  review: {
    operation_id: null,
    reason: 'mismatch',
    evidence: 'mismatch: amount 12501, asked for 12500',
    since: chargeExample.updated_at,
  },
} as const;

const decision = {
  operation_id: null,
  outcome: 'succeeded',
  reason: 'Case 77: their support confirms it',
  actor: 'key_5d1f0c9a',
  at: '2026-11-21T14:30:00.000Z',
} as const;
const resolved = {
  ...chargeExample,
  unknown_since: unknown.unknown_since,
  resolution: { by: 'operator', at: decision.at },
  decisions: [decision],
  updated_at: decision.at,
} as const;

/** What operators see of charges, and decide of them. */
export const chargesForOperators: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/charges',
    operationId: 'listCharges',
    tag: OPERATORS,
    summary: 'List charges',
    description: 'With `needs_review=true` those that somebody has to look at; their `review` says why.',
    query: listChargesQuery,
    answers: {
      200: {
        description: 'A page of them, newest first.',
        schema: pageSchema(charge),
        examples: { page: { data: [chargeExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/charges/:id',
    operationId: 'getCharge',
    tag: OPERATORS,
    summary: 'Read a charge',
    parameters: id,
    answers: {
      200: { description: 'The charge.', schema: answer, examples: { mismatch: { charge: unknown } } },
    },
  },
  {
    method: 'post',
    path: '/v1/charges/:id/resolve',
    operationId: 'resolveCharge',
    tag: OPERATORS,
    summary: 'Say what became of a charge',
    description:
      'Of one that is UNKNOWN, or a capture, void or refund of it that is, when the provider itself does not tell. It counts as the provider’s word: payment, session and refund follow, the last two a moment after the answer. ' +
      'After `declined` no other provider is tried; the payer may try again. A reversal that the provider refused is `succeeded` once the money was given back in another way. What the provider denies later is flagged, and the same word again confirms it.',
    parameters: id,
    body: {
      schema: resolveChargeBody,
      examples: {
        charged: { outcome: 'succeeded', provider_reference: 'alpha_8c1d', reason: decision.reason },
        notCharged: { outcome: 'declined', reason: 'not in their settlement file' },
        refund: {
          outcome: 'succeeded',
          operation_id: 're_01kajb2c4z6x8c1v3b5n7m9qaw',
          reason: 'seen on the statement',
        },
      },
    },
    answers: {
      200: { description: 'It is so.', schema: answer, examples: { charged: { charge: resolved } } },
    },
    problems: ['charge_not_resolvable'],
  },
];

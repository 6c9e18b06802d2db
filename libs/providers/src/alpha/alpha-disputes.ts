import { minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { mismatched, unknown } from '../answered.ts';
import type { DisputeOutcome, DisputeQuery } from '../connector.ts';
import { parseJson } from '../parse-json.ts';

/** What alpha answers about a dispute. Members we do not use may come and go. */
const answer = z.object({
  id: z.string(),
  charge: z.string(),
  status: z.enum(['needs_response', 'won', 'lost']),
  amount: minorUnits,
  currency: z.string(),
  reason: z.string(),
  opened_at: z.iso.datetime(),
});

/** What the answer to a status query says. */
export const disputeOf = (body: string, asked: DisputeQuery): DisputeOutcome => {
  const found = answer.safeParse(parseJson(body)).data;
  if (!found) return unknown('malformed answer');
  const members = { dispute: found.id, charge: found.charge, currency: found.currency } satisfies DisputeQuery;
  for (const member of ['dispute', 'charge', 'currency'] as const)
    if (members[member] !== asked[member]) return mismatched(`${member} ${members[member]}`);
  const { status, amount, reason, opened_at: openedAt } = found;
  return {
    type: status === 'needs_response' ? 'open' : status,
    amount,
    reason: reason === 'fraudulent' ? reason : 'general',
    openedAt,
  };
};

import { z } from 'zod';
import { mismatched, unknown, type Answered } from '../answered.ts';
import type { DisputeOutcome, DisputeQuery } from '../connector.ts';
import { parseJson } from '../parse-json.ts';
import { money } from './beta-money.ts';

/** How beta speaks of a dispute. Members we do not use may come and go. */
const chargeback = z.object({
  chargeback_id: z.string(),
  payment: z.string(),
  money,
  reason: z.object({ code: z.string() }),
  in_favour_of: z.enum(['MERCHANT', 'CARDHOLDER']).nullable(),
  opened_at: z.iso.datetime(),
});
type Chargeback = z.output<typeof chargeback>;

const query = z.object({ chargebacks: z.array(chargeback).max(1) });

const OUTCOMES = { MERCHANT: 'won', CARDHOLDER: 'lost' } as const;

/** The networks' codes of fraud begin with 10. */
const reasonOf = ({ reason: { code } }: Chargeback): string => (code.startsWith('10.') ? 'fraudulent' : 'general');

/** What the answer to a query says: beta answers an empty list about what it does not know. */
export const chargebackOf = ({ status, body }: Answered, asked: DisputeQuery): DisputeOutcome => {
  if (status !== 200) return unknown(`status query: HTTP ${status}`);
  const parsed = query.safeParse(parseJson(body)).data;
  if (!parsed) return unknown('malformed answer');
  const [found] = parsed.chargebacks;
  if (!found) return { type: 'not_found' };
  const { amount, currency } = found.money;
  const members = { dispute: found.chargeback_id, charge: found.payment, currency } satisfies DisputeQuery;
  for (const member of ['dispute', 'charge', 'currency'] as const)
    if (members[member] !== asked[member]) return mismatched(`${member} ${members[member]}`);
  if (amount <= 0n) return mismatched(`amount ${amount}`);
  const type = found.in_favour_of === null ? 'open' : OUTCOMES[found.in_favour_of];
  return { type, amount, reason: reasonOf(found), openedAt: found.opened_at };
};

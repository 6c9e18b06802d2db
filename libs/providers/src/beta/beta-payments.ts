import type { AbandonOutcome, AuthorizeRequest, StatusOutcome } from '../connector.ts';
import { mismatched, unknown, type Answered } from '../answered.ts';
import { refusedFor } from './beta-declines.ts';
import { moneyOf } from './beta-money.ts';
import { differenceIn, isAbandoned, parseAnswer, parseQuery, type Transaction } from './beta-transaction.ts';

type Known = Exclude<StatusOutcome, { readonly type: 'not_found' }>;
type Asked = Pick<AuthorizeRequest, 'reference' | 'amount' | 'currency'>;

/** The body that asks for a payment. */
export const paymentBody = (request: AuthorizeRequest): string =>
  JSON.stringify({
    request_id: request.reference,
    money: moneyOf(request.amount, request.currency),
    settle: request.capture ? 'now' : 'later',
    card: {
      pan: request.card.number,
      expiry: `${String(request.card.expMonth).padStart(2, '0')}/${request.card.expYear}`,
      security_code: request.card.cvc,
    },
    authentication: request.challenge ? 'always' : 'as_needed',
    redirect_to: request.returnUrl,
    notify_at: request.callbackUrl,
  });

/** Whatever does not fit what was asked for is `unknown`, with the evidence, never success. */
const outcomeOf = (found: Transaction, { reference, amount, currency }: Asked): Known => {
  const difference = differenceIn(found, { kind: 'payment', reference, charge: reference, amount, currency });
  if (difference) return mismatched(difference);
  const { transaction_id: providerReference, authenticate_at: redirectUrl } = found;
  switch (found.result) {
    case 'SETTLED':
      return { type: 'approved', providerReference };
    case 'HELD':
      return { type: 'authorized', providerReference };
    case 'AWAITING_PAYER':
      return redirectUrl
        ? { type: 'action_required', providerReference, redirectUrl }
        : unknown('challenge without address');
    case 'REFUSED':
      return refusedFor(found.reason?.code, 'card_declined');
    default:
      return unknown(`a payment cannot be ${found.result}`);
  }
};

/** The HTTP status that goes with each outcome; any other pair contradicts itself. */
const STATUS: Readonly<Record<Known['type'], number | undefined>> = {
  approved: 201,
  authorized: 201,
  action_required: 202,
  declined: 402,
  unknown: undefined,
};

/** What the answer to the call itself says: only 201, 202 and 402 are decisions. */
export const authorizedOf = ({ status, body }: Answered, asked: Asked): Known => {
  if (status !== 201 && status !== 202 && status !== 402) return unknown(`HTTP ${status}`);
  const found = parseAnswer(body);
  if (!found) return unknown('malformed answer');
  const outcome = outcomeOf(found, asked);
  return outcome.type === 'unknown' || STATUS[outcome.type] === status
    ? outcome
    : unknown(`HTTP ${status} and ${found.result} contradict each other`);
};

/** What the answer to a query says. Beta answers 200 and an empty list about what never happened. */
export const paymentStatusOf = ({ status, body }: Answered, asked: Asked): StatusOutcome => {
  if (status !== 200) return unknown(`status query: HTTP ${status}`);
  const found = parseQuery(body);
  if (!found) return unknown('malformed answer');
  if (found === 'none') return { type: 'not_found' };
  return found === 'pending' ? unknown('status query: PENDING') : outcomeOf(found, asked);
};

/** As `paymentStatusOf`, of a payment that was given up. Only beta's word for that is proof of it. */
export const paymentAbandonedOf = (answered: Answered, asked: Asked): AbandonOutcome => {
  if (answered.status === 200 && isAbandoned(answered.body)) return { type: 'abandoned' };
  const outcome = paymentStatusOf(answered, asked);
  return outcome.type === 'not_found' ? unknown('not found, and not given up') : outcome;
};

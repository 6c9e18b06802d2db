import { publicEvents } from '@counterfoil/contracts';
import { chargeExample } from '@counterfoil/contracts/resources';
import { paymentDecider } from '../domain/decider.ts';
import type { PaymentEvent } from '../domain/events.ts';
import * as example from '../domain/payment.examples.ts';
import type { Payment } from '../domain/state.ts';
import { transitions } from '../domain/transitions.ts';
import { commandOf, NEWS, type News } from './charge-outcomes.ts';

const { created, confirmed, actionRequired, declined, authorized, succeeded, hard } = example;
const manual = created({ captureMethod: 'manual' });
const paid = [created(), confirmed(), succeeded()];
const held = [manual, confirmed(), authorized()];

const money = { paymentId: example.paymentId, amount: 4_000n, currency: 'EUR', at: example.now } as const;

/** Every payment that an outcome may meet; its letters head a column. */
const payments: Readonly<Record<string, readonly PaymentEvent[]>> = {
  /* not there */ NO: [],
  /* created */ CR: [created()],
  /* processing */ PR: [created(), confirmed()],
  /* processing, manual capture */ PM: [manual, confirmed()],
  /* at a challenge */ RA: [created(), confirmed(), actionRequired()],
  /* at a challenge that is being called off */ RC: [
    created(),
    confirmed(),
    actionRequired(),
    example.cancelRequested(),
  ],
  /* declined once */ RP: [created(), confirmed(), declined()],
  /* declined once, and confirmed again */ P2: [created(), confirmed(), declined(), confirmed(2)],
  /* declined once, and at a challenge by now */ R2: [
    created(),
    confirmed(),
    declined(),
    confirmed(2),
    actionRequired(2),
  ],
  /* authorized */ AU: held,
  /* being captured */ AK: [...held, example.captureRequested(10_000n)],
  /* being voided */ AC: [...held, example.cancelRequested()],
  /* not captured */ AF: [...held, example.captureRequested(10_000n), example.captureFailed()],
  /* succeeded */ SU: paid,
  /* being refunded */ SR: [...paid, example.refundRequested(4_000n)],
  /* not refunded */ SF: [
    ...[...paid, example.refundRequested(4_000n)],
    { type: 'RefundFailed', ...money, refundId: 're_1', failureCode: 'refused' },
  ],
  /* disputed */ SD: [...paid, { type: 'DisputeOpened', ...money, disputeId: 'dp_1', reason: 'general' }],
  /* with a late charge */ SL: [...paid, example.chargedLate(2)],
  /* failed */ FA: [created({ maxAttempts: 1 }), confirmed(), example.failed(1)],
  /* cancelled */ CA: [created(), confirmed(), declined(), example.cancelled()],
};

const charge = { ...chargeExample, id: 'ch_1', payment_id: 'pay_1' };
const another = { ...charge, id: 'ch_2' };
const of = { charge, confirmation_id: 'confirmation_1', next_action: null };
const ofAnother = { ...of, charge: another };
const next_action = {
  type: 'redirect_user_to_url',
  redirect_user_to_url: { url: 'https://psp.example/3ds/9', return_url: null },
} as const;
const soft = { ...hard, category: 'soft' } as const;

const outcomes: Readonly<Record<string, Pick<News, 'type' | 'data'>>> = {
  'requires action': { type: 'charge.requires_action', data: { ...of, next_action } },
  'another requires action': { type: 'charge.requires_action', data: { ...ofAnother, next_action } },
  authorized: { type: 'charge.authorized', data: of },
  approved: { type: 'charge.succeeded', data: of },
  'another charge authorized': { type: 'charge.authorized', data: ofAnother },
  'another charge approved': { type: 'charge.succeeded', data: ofAnother },
  'declined hard': { type: 'charge.declined', data: { ...of, charge: { ...charge, decline: hard }, is_last: true } },
  'declined soft, not last': {
    type: 'charge.declined',
    data: { ...of, charge: { ...charge, decline: soft }, is_last: false },
  },
  'declined soft, last': {
    type: 'charge.declined',
    data: { ...of, charge: { ...charge, decline: soft }, is_last: true },
  },
  'failed, not last': { type: 'charge.failed', data: { ...of, is_last: false } },
  'failed, last': { type: 'charge.failed', data: { ...of, is_last: true } },
  captured: { type: 'charge.captured', data: { charge, operation_id: 'capture_1', captured_amount: 10_000 } },
  'capture failed': { type: 'charge.capture_failed', data: { charge, operation_id: 'capture_1', decline: hard } },
  voided: { type: 'charge.voided', data: { charge, operation_id: 'cancel_1' } },
  'void failed': { type: 'charge.void_failed', data: { charge, operation_id: 'cancel_1', decline: hard } },
  refunded: { type: 'charge.refunded', data: { charge, refund_id: 're_1' } },
  'refund failed': { type: 'charge.refund_failed', data: { charge, refund_id: 're_1', failure_code: 'refused' } },
  disputed: {
    type: 'charge.disputed',
    data: { charge, dispute_id: 'dp_1', disputed_amount: 4_000, reason: 'general' },
  },
  'dispute won': { type: 'charge.dispute_won', data: { charge, dispute_id: 'dp_1' } },
  'dispute lost': { type: 'charge.dispute_lost', data: { charge, dispute_id: 'dp_1' } },
  'another charge disputed': {
    type: 'charge.disputed',
    data: { charge: another, dispute_id: 'dp_1', disputed_amount: 4_000, reason: 'general' },
  },
  'another charge reversed': { type: 'charge.reversed', data: { charge: another } },
};

/** What an outcome does to a payment: its events, and the status after them where that is another one. */
const effects: Readonly<
  Record<string, readonly [events: readonly PaymentEvent['type'][], status?: Payment['status']]>
> = {
  '.': [[]],
  R: [['PaymentActionRequired'], 'REQUIRES_ACTION'],
  A: [['PaymentAuthorized'], 'AUTHORIZED'],
  S: [['PaymentSucceeded'], 'SUCCEEDED'],
  SW: [['PaymentSucceeded', 'PaymentChallengeWithdrawn'], 'SUCCEEDED'],
  CO: [['PaymentChallengeWithdrawn']],
  D: [['PaymentAttemptDeclined'], 'REQUIRES_PAYMENT_METHOD'],
  DC: [['PaymentAttemptDeclined', 'PaymentCancelled'], 'CANCELLED'],
  L: [['PaymentChargedLate']],
  B: [['PaymentLateChargeReversed']],
  K: [['PaymentCaptured'], 'SUCCEEDED'],
  NK: [['PaymentCaptureFailed']],
  C: [['PaymentCancelled'], 'CANCELLED'],
  NC: [['PaymentCancelFailed']],
  RF: [['RefundSucceeded']],
  NR: [['RefundFailed']],
  O: [['DisputeOpened']],
  W: [['DisputeWon']],
  X: [['DisputeLost']],
};

/** `x`: refused, which a dead letter shows to an operator; `-`: of no interest to a payment. */
const table = `
                            NO CR PR PM RA RC RP P2 R2 AU AK AC AF SU SR SF SD SL FA CA
requires action             x  x  R  R  R  R  .  .  .  .  .  .  .  .  .  .  .  .  .  .
another requires action     x  x  R  R  R  R  .  .  .  CO CO CO CO CO CO CO CO .  .  .
authorized                  x  x  x  A  x  x  x  x  x  .  .  .  .  .  .  .  .  .  L  L
approved                    x  x  S  x  S  S  S  S  SW .  .  .  .  .  .  .  .  .  L  L
another charge authorized   x  x  x  A  x  x  x  x  x  L  L  L  L  L  L  L  L  .  L  L
another charge approved     x  x  S  x  SW S  S  S  S  L  L  L  L  L  L  L  L  .  L  L
declined hard               x  x  D  D  D  DC .  .  .  .  .  .  .  .  .  .  .  .  .  .
declined soft, not last     -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -
declined soft, last         x  x  D  D  D  DC .  .  .  .  .  .  .  .  .  .  .  .  .  .
failed, not last            -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -
failed, last                x  x  D  D  D  DC .  .  .  .  .  .  .  .  .  .  .  .  .  .
captured                    x  x  x  x  x  x  x  x  x  x  K  x  K  x  x  x  x  x  x  x
capture failed              x  x  x  x  x  x  x  x  x  x  NK x  .  x  x  x  x  x  x  x
voided                      x  x  x  x  x  C  x  x  x  x  x  C  x  x  x  x  x  x  x  .
void failed                 x  x  x  x  x  NC x  x  x  x  x  NC x  x  x  x  x  x  x  .
refunded                    x  x  x  x  x  x  x  x  x  x  x  x  x  x  RF RF x  x  x  x
refund failed               x  x  x  x  x  x  x  x  x  x  x  x  x  x  NR .  x  x  x  x
disputed                    x  x  x  x  x  x  x  x  x  x  x  x  x  O  O  O  .  O  x  x
dispute won                 x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  W  x  x  x
dispute lost                x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  X  x  x  x
another charge disputed     x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  .  .  x  x
another charge reversed     x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  B  x  x
`;

const cellsOf = (line: string): readonly string[] => line.trim().split(/\s+/);
const [heads = '', ...lines] = table.split('\n').filter(line => line !== '');
const columns = cellsOf(heads);
const rows = lines.map(line => {
  const [, outcome = '', codes = ''] = /^(.{2,27}?) {2,}(.*)$/.exec(line) ?? [];
  return [outcome, cellsOf(codes)] as const;
});

const stateOf = (column: string) => (payments[column] ?? []).reduce(paymentDecider.evolve, paymentDecider.initialState);

/** What is to happen, by its code. */
const expected = (column: string, code: string) => {
  const [events, status] = effects[code] ?? [];
  return events ? { events, status: status ?? stateOf(column).status } : code;
};

/** What happens. */
const found = (outcome: string, column: string) => {
  const command = commandOf(outcomes[outcome] as News, example.now);
  if (!command) return '-';
  const decision = paymentDecider.decide(command, stateOf(column));
  if (!decision.accepted) return 'x';
  const { status } = decision.events.reduce(paymentDecider.evolve, stateOf(column));
  return { events: decision.events.map(({ type }) => type), status };
};

describe('every outcome of a charge, for every payment', () => {
  it.each(rows)('does what the table says: %s', (outcome, codes) => {
    const wanted = codes.map((code, at) => [columns[at], expected(columns[at] ?? '', code)]);
    expect(columns.map(column => [column, found(outcome, column)])).toEqual(wanted);
  });

  it('is in the table: no pair is left out', () => {
    expect(rows.map(([outcome]) => outcome)).toEqual(Object.keys(outcomes));
    expect(columns).toEqual(Object.keys(payments));
  });

  it('is every outcome that a payment hears of, and every status that a payment can have', () => {
    const heard = Object.values(outcomes).map(({ type }) => type);
    expect([...new Set(heard)].sort()).toEqual([...NEWS].sort());
    expect([...new Set(columns.map(column => stateOf(column).status))].sort()).toEqual(Object.keys(transitions).sort());
    const told = Object.keys(publicEvents).filter(type => type.startsWith('charge.'));
    expect(told.filter(type => !NEWS.some(known => known === type))).toEqual(['charge.created', 'charge.unknown']);
  });
});

import fc from 'fast-check';
import type { PaymentCommand } from './commands.ts';
import { paymentDecider } from './decider.ts';
import { paymentEvents } from './events.ts';
import * as example from './payment.examples.ts';
import { amountKept, amountRefundable } from './state.ts';
import type { Payment, PaymentState } from './state.ts';

const attempt = fc.integer({ min: 1, max: 4 });
const operationId = fc.constantFrom('operation_1', 'operation_2');
const amount = fc.bigInt(1n, 12_000n);
const refundId = fc.constantFrom('re_1', 're_2', 're_3');
const disputeId = fc.constantFrom('dp_1', 'dp_2');

const created = fc
  .record({
    captureMethod: fc.constantFrom('automatic' as const, 'manual' as const),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    paymentMethod: fc.option(fc.constant(example.card)),
  })
  .map(example.createPayment);

/** Anything that a caller, a provider's outcome or a timer may say, in any order. */
const command: fc.Arbitrary<PaymentCommand> = fc.oneof(
  attempt.map(n => example.confirmPayment(n)),
  attempt.map(n => ({ ...example.confirmPayment(n), paymentMethod: null })),
  fc.tuple(attempt, attempt).map(([n, url]) => example.requireAction(n, `https://psp.example/${url}`)),
  attempt.map(example.authorizePayment),
  attempt.map(example.succeedPayment),
  attempt.map(example.declineAttempt),
  fc.record({ amount: fc.option(amount), operationId }).map(example.capturePayment),
  fc.tuple(amount, operationId).map(([captured, id]) => ({ ...example.recordCapture(captured), operationId: id })),
  operationId.map(id => ({ ...example.failCapture(), operationId: id })),
  fc.record({ operationId }).map(example.cancelPayment),
  operationId.map(id => ({ ...example.expirePayment(), operationId: id })),
  fc.tuple(operationId, attempt).map(([id, n]) => ({ ...example.confirmVoid(`ch_${n}`), operationId: id })),
  operationId.map(id => ({ ...example.failVoid(), operationId: id })),
  fc.tuple(fc.option(amount), refundId).map(([refunded, id]) => example.requestRefund(refunded, id)),
  attempt.map(n => example.confirmReversal(`ch_${n}`)),
  refundId.map(example.succeedRefund),
  refundId.map(example.failRefund),
  fc.tuple(disputeId, attempt).map(([id, number]) => example.openDispute(id, `ch_${number}`)),
  disputeId.map(example.winDispute),
  disputeId.map(example.loseDispute),
);

const terminal = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

const expectSound = (payment: Payment): void => {
  const { amountCapturable, amountCaptured, amountRefunded } = payment;
  expect(amountCaptured + amountCapturable <= payment.amount).toBe(true);
  expect(amountKept(payment) >= 0n && amountRefundable(payment) >= 0n).toBe(true);
  expect(amountCapturable >= 0n && amountCaptured >= 0n && amountRefunded >= 0n).toBe(true);
  expect(payment.confirmations.length).toBeLessThanOrEqual(payment.maxAttempts);
  expect(payment.attemptsLeft).toBe(payment.maxAttempts - payment.declined);
  const pending = payment.operations.filter(({ status }) => status === 'PENDING').map(({ operationId }) => operationId);
  expect(pending).toEqual(payment.pendingOperation ? [payment.pendingOperation.operationId] : []);
};

const expectFollows = (before: Payment, after: Payment): void => {
  expect([after.amount, after.currency]).toEqual([before.amount, before.currency]);
  if (terminal.includes(before.status)) expect(after.status).toBe(before.status);
  const inFlight = before.status === 'PROCESSING' || before.status === 'REQUIRES_ACTION';
  if (inFlight) expect(after.confirmations).toHaveLength(before.confirmations.length);
  if (before.charge) expect(after.charge).toEqual(before.charge);
};

describe('whatever is said to a payment, in whatever order', () => {
  const { confirmPayment, succeedPayment, authorizePayment } = example;
  // Half of what can go wrong needs money first, and chance alone seldom gets there.
  const beginning = fc.constantFrom<readonly PaymentCommand[]>(
    [],
    [confirmPayment(1), succeedPayment(1)],
    [confirmPayment(1), authorizePayment(1)],
    [confirmPayment(1), example.requireAction(1)],
  );
  const anything = fc.array(command, { maxLength: 60, size: 'max' });
  const runs = fc
    .tuple(created, beginning, anything)
    .map(([create, begin, rest]): readonly PaymentCommand[] => [create, ...begin, ...rest]);

  it('money and status stay sound, and repeats change nothing', () =>
    fc.assert(
      fc.property(runs, commands => {
        let state: PaymentState = paymentDecider.initialState;
        for (const next of commands) {
          const before = state;
          const decision = paymentDecider.decide(next, before);
          if (!decision.accepted) continue;
          state = decision.events.reduce(paymentDecider.evolve, before);
          if (state.status === 'NONE') throw new Error('a payment never ceases to exist');
          expectSound(state);
          if (before.status !== 'NONE') expectFollows(before, state);
          expect(paymentDecider.decide(next, state)).toEqual({ accepted: true, events: [] });
        }
      }),
      { numRuns: 500 },
    ));

  it('every event fits its schema and comes back from storage as it was', () =>
    fc.assert(
      fc.property(runs, commands => {
        let state: PaymentState = paymentDecider.initialState;
        for (const next of commands) {
          const decision = paymentDecider.decide(next, state);
          if (!decision.accepted) continue;
          for (const { type, ...data } of decision.events) {
            const schema = paymentEvents[type];
            const stored: unknown = JSON.parse(JSON.stringify(schema.encode(data as never)));
            expect(schema.parse(stored)).toEqual(data);
          }
          state = decision.events.reduce(paymentDecider.evolve, state);
        }
      }),
      { numRuns: 100 },
    ));
});

import { sortedTransitions, walkTransitions } from '@counterfoil/testing';
import type { PaymentCommand } from './commands.ts';
import { paymentDecider } from './decider.ts';
import * as example from './payment.examples.ts';
import type { PaymentState } from './state.ts';
import { transitions } from './transitions.ts';

/** Every command of the table, in a shape that may have an effect in `state`. */
const commandsIn = (state: PaymentState): readonly PaymentCommand[] => {
  const confirmations = state.status === 'NONE' ? 0 : state.confirmations.length;
  const current = Math.max(confirmations, 1);
  const perConfirmation = [1, current].flatMap(attempt => [
    example.requireAction(attempt),
    example.requireAction(attempt, `https://psp.example/3ds/again/${attempt}`),
    example.authorizePayment(attempt),
    example.succeedPayment(attempt),
    example.declineAttempt(attempt),
  ]);
  return [
    example.createPayment({ captureMethod: 'automatic', maxAttempts: 2 }),
    example.createPayment({ captureMethod: 'manual', maxAttempts: 2 }),
    example.confirmPayment(confirmations + 1),
    ...perConfirmation,
    example.capturePayment(),
    example.recordCapture(10_000n),
    example.failCapture(),
    example.cancelPayment(),
    example.expirePayment(),
    example.confirmVoid(),
    example.failVoid(),
    example.confirmReversal('ch_1'),
    example.confirmReversal('ch_2'),
    example.requestRefund(4_000n),
    example.succeedRefund(),
    example.failRefund(),
    example.openDispute(),
    example.winDispute(),
    example.loseDispute(),
  ];
};

/** All that a rule may look at, without what only grows. */
const key = (state: PaymentState): string =>
  state.status === 'NONE'
    ? 'NONE'
    : JSON.stringify([
        state.status,
        state.captureMethod,
        state.declined,
        state.charge?.attemptId,
        state.pendingOperation?.type,
        state.challengedAttemptId,
        state.lateCharges,
        state.nextAction,
        state.operations,
        [...state.refunds, ...state.disputes].map(({ status }) => status),
      ]);

describe('the transition table of payments', () => {
  const walk = walkTransitions(paymentDecider, commandsIn, key);
  const commandTypes = [...new Set(commandsIn(paymentDecider.initialState).map(({ type }) => type))].sort();

  it('says exactly what commands do, and every state can be reached', () =>
    expect(walk.transitions).toEqual(sortedTransitions(transitions)));

  it.each(Object.keys(transitions))('decides every command in %s', status =>
    expect(walk.decided[status]).toEqual(commandTypes),
  );

  it('leaves no status but the last ones without a way out', () => {
    const staysForEver = Object.entries(transitions)
      .filter(([from, row]) =>
        Object.values(row).every((targets: readonly string[]) => targets.every(to => to === from)),
      )
      .map(([from]) => from);
    expect(staysForEver).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED']);
  });
});

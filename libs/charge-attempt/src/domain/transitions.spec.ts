import { sortedTransitions, walkTransitions } from '@counterfoil/testing';
import * as example from './charge-attempt.examples.ts';
import type { ChargeAttemptCommand } from './commands.ts';
import { chargeAttemptDecider } from './decider.ts';
import {
  decideByOperator,
  operationOutcomes,
  recordOperation,
  requestCapture,
  requestRefund,
  requestVoid,
  reverseCharge,
  sendOperation,
} from './operations.examples.ts';
import type { ChargeAttemptState } from './state.ts';
import { transitions } from './transitions.ts';

const another = { ...example.outcomes.action_required, redirectUrl: 'https://psp.example/3ds/2' };

const calledOff = { ...example.outcomes.declined, code: 'cancelled' } as const;

const commands: readonly ChargeAttemptCommand[] = [
  example.startAttempt({ captureMethod: 'automatic' }),
  example.startAttempt({ captureMethod: 'manual' }),
  example.startAttempt({ provider: null }),
  example.sendAttempt,
  ...[...Object.values(example.outcomes), another, example.mismatch, calledOff].flatMap(outcome => [
    example.recordOutcome(outcome),
    example.recordOutcome(outcome, 'status_query'),
  ]),
  example.cancelAttempt,
  ...(['OPEN', 'WON', 'LOST'] as const).map(status => example.recordDispute(status, { amount: 4_000n })),
  requestCapture(4_000n),
  requestVoid(),
  requestRefund('re_1', 4_000n),
  reverseCharge,
  ...(['succeeded', 'authorized', 'declined'] as const).map(outcome => decideByOperator(outcome)),
  ...['capture_1', 'void_1', 're_1', 'rev_1'].flatMap(operationId => [
    sendOperation(operationId),
    decideByOperator('succeeded', operationId),
    decideByOperator('declined', operationId),
    ...Object.values(operationOutcomes).map(outcome => recordOperation(operationId, outcome)),
  ]),
];

/** All that a rule may look at, in whatever order it came. Who told, and when, is nothing to any of them. */
const key = (state: ChargeAttemptState): string =>
  state.status === 'NONE'
    ? 'NONE'
    : JSON.stringify([
        [state.status, state.provider, state.captureMethod, state.redirectUrl, state.voidedAt !== null],
        state.operations.map(({ operationId, status }) => `${operationId} ${status}`).sort(),
        [...new Set(state.decisions.map(({ operationId, outcome }) => `${operationId} ${outcome}`))].sort(),
        state.reviews.map(({ operationId, reason }) => `${operationId} ${reason}`).sort(),
        state.disputes.map(({ status }) => status),
      ]);

describe('the transition table of charge attempts', () => {
  const walk = walkTransitions(chargeAttemptDecider, () => commands, key);
  const commandTypes = [...new Set(commands.map(({ type }) => type))].sort();

  it('says exactly what commands do, and every state can be reached', () =>
    expect(walk.transitions).toEqual(sortedTransitions(transitions)));

  it.each(Object.keys(transitions))('decides every command in %s', status =>
    expect(walk.decided[status]).toEqual(commandTypes),
  );
});

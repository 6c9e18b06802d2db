import { sortedTransitions, walkTransitions } from '@counterfoil/testing';
import * as example from './charge-attempt.examples.ts';
import type { ChargeAttemptCommand } from './commands.ts';
import { chargeAttemptDecider } from './decider.ts';
import {
  operationOutcomes,
  recordOperation,
  requestCapture,
  requestRefund,
  requestVoid,
  sendOperation,
} from './operations.examples.ts';
import { transitions } from './transitions.ts';

const another = { ...example.outcomes.action_required, redirectUrl: 'https://psp.example/3ds/2' };

const commands: readonly ChargeAttemptCommand[] = [
  example.startAttempt({ captureMethod: 'automatic' }),
  example.startAttempt({ captureMethod: 'manual' }),
  example.startAttempt({ provider: null }),
  example.sendAttempt,
  ...[...Object.values(example.outcomes), another].flatMap(outcome => [
    example.recordOutcome(outcome),
    example.recordOutcome(outcome, 'status_query'),
  ]),
  example.cancelAttempt,
  ...(['OPEN', 'WON', 'LOST'] as const).map(status => example.recordDispute(status, { amount: 4_000n })),
  requestCapture(4_000n),
  requestVoid(),
  requestRefund('re_1', 4_000n),
  ...['capture_1', 'void_1', 're_1'].flatMap(operationId => [
    sendOperation(operationId),
    ...Object.values(operationOutcomes).map(outcome => recordOperation(operationId, outcome)),
  ]),
];

describe('the transition table of charge attempts', () => {
  const walk = walkTransitions(
    chargeAttemptDecider,
    () => commands,
    state => JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  const commandTypes = [...new Set(commands.map(({ type }) => type))].sort();

  it('says exactly what commands do, and every state can be reached', () =>
    expect(walk.transitions).toEqual(sortedTransitions(transitions)));

  it.each(Object.keys(transitions))('decides every command in %s', status =>
    expect(walk.decided[status]).toEqual(commandTypes),
  );
});

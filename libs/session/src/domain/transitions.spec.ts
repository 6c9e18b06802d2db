import { sortedTransitions, walkTransitions } from '@counterfoil/testing';
import type { SessionCommand } from './commands.ts';
import { sessionDecider } from './decider.ts';
import * as example from './session.examples.ts';
import type { SessionState } from './state.ts';
import { transitions } from './transitions.ts';

const commandsIn = (state: SessionState): readonly SessionCommand[] => [
  example.createSession({ maxAttempts: 2 }),
  example.confirmSession(1),
  example.confirmSession(state.status === 'NONE' ? 1 : (state.confirmation?.attempt ?? 0) + 1),
  example.recordActionRequired,
  example.recordDecline,
  example.completeSession,
  example.failSession,
  example.cancelSession,
  example.expireSession(),
  example.recordPaymentCancelled('abandoned'),
  example.recordPaymentCancelled('expired'),
  example.recordEndFailed,
];

/** All that a rule may look at, without what only grows. */
const key = (state: SessionState): string =>
  state.status === 'NONE' ? 'NONE' : JSON.stringify([state.status, state.awaits, state.attemptsLeft, state.ending]);

describe('the transition table of checkout sessions', () => {
  const walk = walkTransitions(sessionDecider, commandsIn, key);
  const commandTypes = [...new Set(commandsIn(sessionDecider.initialState).map(({ type }) => type))].sort();
  const noWayOut = { COMPLETED: {}, FAILED: {}, CANCELLED: {}, EXPIRED: {} };

  it('says exactly what commands do', () =>
    expect({ ...walk.transitions, ...noWayOut }).toEqual(sortedTransitions(transitions)));

  it.each(Object.keys(transitions))('reaches %s and decides every command in it', status =>
    expect(walk.decided[status]).toEqual(commandTypes),
  );
});

import { sessionDecider } from './decider.ts';
import type { SessionEvent } from './events.ts';
import { dueAt } from './expiry.ts';
import * as example from './session.examples.ts';

const due = (...more: readonly SessionEvent[]): string | null => {
  const state = [example.created(), ...more].reduce(sessionDecider.evolve, sessionDecider.initialState);
  if (state.status === 'NONE') throw new Error('the session was created');
  return dueAt(state);
};

const { confirmed, actionRequired, declined, endRequested, endFailed } = example;
const { completed, failed, cancelled, expired, expiresAt } = example;

describe('when a session is over by time alone', () => {
  it.each<[string, readonly SessionEvent[]]>([
    ['not confirmed', []],
    ['at a challenge', [confirmed(), actionRequired()]],
    ['declined', [confirmed(), declined()]],
  ])('is what it was opened with when it is %s', (_, events) => expect(due(...events)).toBe(expiresAt));

  it.each<[string, readonly SessionEvent[]]>([
    ['an outcome is due', [confirmed()]],
    ['an outcome is due after a decline', [confirmed(), declined(), confirmed(2)]],
    ['it is ending', [confirmed(), actionRequired(), endRequested()]],
    ['it is COMPLETED', [confirmed(), completed]],
    ['it is FAILED', [confirmed(), failed]],
    ['it is CANCELLED', [cancelled]],
    ['it is EXPIRED', [expired]],
  ])('is nothing while %s', (_, events) => expect(due(...events)).toBeNull());

  it('is a minute after the provider did not call a challenge off, unless it is later anyway', () => {
    const asked = [confirmed(), actionRequired(), endRequested('expired')];
    expect(due(...asked, { ...endFailed, at: '2026-11-21T10:30:05.000Z' })).toBe('2026-11-21T10:31:05.000Z');
    expect(due(...asked, endFailed)).toBe(expiresAt);
  });
});

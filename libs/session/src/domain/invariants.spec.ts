import fc from 'fast-check';
import type { SessionCommand } from './commands.ts';
import { sessionDecider } from './decider.ts';
import { sessionEvents } from './events.ts';
import { dueAt } from './expiry.ts';
import * as example from './session.examples.ts';
import { isEnding, isSettled } from './state.ts';
import type { SessionState } from './state.ts';

const command: fc.Arbitrary<SessionCommand> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map(n => example.confirmSession(n)),
  fc.constantFrom<SessionCommand>(
    example.recordActionRequired,
    example.recordDecline,
    example.completeSession,
    example.failSession,
    example.cancelSession,
    example.expireSession(),
    example.recordPaymentCancelled('abandoned'),
    example.recordPaymentCancelled('expired'),
    example.recordEndFailed,
  ),
);
const runs = fc
  .array(command, { maxLength: 30, size: 'max' })
  .map((commands): readonly SessionCommand[] => [example.createSession(), ...commands]);

const ended = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];
const endings = ['CancelSession', 'ExpireSession'];

it('whatever is said to a session, an end stays, an outcome is waited for, and events come back as they were', () =>
  fc.assert(
    fc.property(runs, commands => {
      let state: SessionState = sessionDecider.initialState;
      for (const next of commands) {
        const before = state;
        const decision = sessionDecider.decide(next, before);
        if (!decision.accepted) continue;
        for (const { type, ...data } of decision.events) {
          const schema = sessionEvents[type];
          expect(schema.parse(JSON.parse(JSON.stringify(schema.encode(data as never))))).toEqual(data);
        }
        state = decision.events.reduce(sessionDecider.evolve, before);
        if (state.status === 'NONE') throw new Error('a session never ceases to exist');
        if (ended.includes(before.status)) expect(decision.events).toEqual([]);
        if (!isSettled(before) && endings.includes(next.type)) expect(decision.events).toEqual([]);
        if (!isSettled(before) && next.type === 'ConfirmSession') expect(decision.events).toEqual([]);
        if (isEnding(before) && [...endings, 'ConfirmSession'].includes(next.type)) expect(decision.events).toEqual([]);
        if (isEnding(state)) expect(dueAt(state)).toBeNull();
        expect(state.attemptsLeft >= 0).toBe(true);
        if (next.type !== 'CancelSession')
          expect(sessionDecider.decide(next, state)).toEqual({ accepted: true, events: [] });
      }
    }),
    { numRuns: 300 },
  ));

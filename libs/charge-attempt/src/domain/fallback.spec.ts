import { deciderSpec } from '@counterfoil/testing';
import fc from 'fast-check';
import {
  actionRequired,
  created,
  declined,
  failed,
  outcomes,
  processing,
  recordOutcome,
  startAttempt,
  unknown,
} from './charge-attempt.examples.ts';
import type { ChargeAttemptCommand, Outcome } from './commands.ts';
import { chargeAttemptDecider } from './decider.ts';
import { nextAttempt } from './fallback.ts';
import { requestVoid } from './operations.examples.ts';
import type { ChargeAttempt } from './state.ts';

const { given } = deciderSpec(chargeAttemptDecider);
const routing = { rule: 'default', rulesVersion: 0, candidates: ['alpha', 'beta', 'gamma'], excluded: [] } as const;
const soft = { ...outcomes.declined, code: 'processing_error', category: 'soft' } as const;
const sent = [created({ routing }), processing] as const;

describe('the next provider', () => {
  it('is tried after a soft decline', () =>
    given(...sent)
      .when(recordOutcome(soft))
      .then({ type: 'ChargeAttemptDeclined', nextProvider: 'beta' }));

  it('is tried when this one was never reached', () =>
    given(...sent)
      .when(recordOutcome(outcomes.failed_before_sending))
      .then({ type: 'ChargeAttemptFailed', nextProvider: 'beta' }));

  it('is not tried after a hard decline', () =>
    given(...sent)
      .when(recordOutcome(outcomes.declined))
      .then({ type: 'ChargeAttemptDeclined', nextProvider: null }));

  it('waits until an unknown outcome is known', () => {
    given(...sent)
      .when(recordOutcome(outcomes.unknown))
      .then(unknown);
    given(...sent, unknown)
      .when(recordOutcome(soft, 'status_query'))
      .then({ type: 'ChargeAttemptDeclined', nextProvider: 'beta', resolvedBy: 'status_query' });
  });

  it('is not tried once the payer was at a challenge', () =>
    given(...sent, actionRequired)
      .when(recordOutcome(soft, 'callback'))
      .then({ type: 'ChargeAttemptDeclined', nextProvider: null }));

  it('is nobody after the last', () =>
    given(created({ routing, provider: 'gamma' }), processing)
      .when(recordOutcome(soft))
      .then({ type: 'ChargeAttemptDeclined', nextProvider: null }));

  it.each([
    ['declined', { ...declined, nextProvider: 'beta' }],
    ['failed', { ...failed, nextProvider: 'beta' }],
  ] as const)('may charge: an attempt that has %s is not called voided meanwhile', (_, ended) =>
    given(...sent, ended)
      .when(requestVoid())
      .then({ type: 'ChargeVoidRequested' }, { type: 'ChargeVoidFailed' }),
  );
});

describe('a payment that no provider can take', () => {
  const nobody = {
    provider: null,
    routing: { rule: 'default', rulesVersion: 0, candidates: [], excluded: [] },
  } as const;

  it('has an attempt that failed at once, and nothing to send', () => {
    const answer = given().when(startAttempt(nobody));
    answer.then(created(nobody), { type: 'ChargeAttemptFailed', nextProvider: null });
    given(created(nobody), failed).when({ type: 'SendAttempt', now: created().at }).thenNothing();
    given(created(nobody), failed).when(startAttempt(nobody)).thenNothing();
  });
});

/** What a provider says, one word after the other, until its last. */
const story: fc.Arbitrary<readonly Outcome[]> = fc
  .tuple(
    fc.constantFrom<readonly Outcome[]>([], [outcomes.unknown], [outcomes.action_required]),
    fc.constantFrom<Outcome>(outcomes.approved, outcomes.declined, soft, outcomes.failed_before_sending),
  )
  .map(([first, last]) => [...first, last]);

/** The attempt that a candidate's story makes of what was begun, every word told twice. */
const played = (begun: ChargeAttemptCommand, words: readonly Outcome[]): ChargeAttempt => {
  const commands = [
    begun,
    { type: 'SendAttempt', now: created().at } as const,
    ...words.flatMap(word => [recordOutcome(word), recordOutcome(word, 'status_query')]),
  ];
  let state = chargeAttemptDecider.initialState;
  for (const command of commands) {
    const decision = chargeAttemptDecider.decide(command, state);
    if (decision.accepted) state = decision.events.reduce(chargeAttemptDecider.evolve, state);
  }
  if (state.status === 'NONE') throw new Error('it was begun');
  return state;
};

it('whatever providers say, one attempt follows the other, one charges at most, and the confirmation is declined once', () =>
  fc.assert(
    fc.property(fc.array(story, { minLength: 1, maxLength: 4 }), stories => {
      const candidates = stories.map((_, index) => `provider_${index}`);
      const attempts: ChargeAttempt[] = [];
      let begun = startAttempt({
        provider: 'provider_0',
        routing: { rule: 'default', rulesVersion: 0, candidates, excluded: [] },
      });
      for (const words of stories) {
        const attempt = played(begun, words);
        attempts.push(attempt);
        if (attempt.nextProvider === null) break;
        // The next one begins when nothing of this one is in flight, and nobody has charged.
        expect(['DECLINED', 'FAILED']).toContain(attempt.status);
        begun = nextAttempt(attempt, `ch_${attempts.length + 1}`, created().at);
      }
      expect(attempts.map(({ provider }) => provider)).toEqual(candidates.slice(0, attempts.length));
      expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1));
      expect(attempts.filter(({ status }) => status === 'SUCCEEDED').length).toBeLessThanOrEqual(1);
      expect(attempts.filter(({ nextProvider }) => nextProvider === null)).toEqual([attempts.at(-1)]);
    }),
    { numRuns: 500 },
  ));

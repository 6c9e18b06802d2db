import type { DisputeOutcome } from '@counterfoil/providers';
import { systemClock } from '@counterfoil/platform';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes } from '../domain/charge-attempt.examples.ts';
import { chargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { DisputeCalls } from './dispute-calls.ts';

const { approved, unknown } = outcomes;
const dispute = (type: 'open' | 'won' | 'lost', amount = 10_000n): DisputeOutcome => ({
  ...{ type, amount, reason: 'fraudulent' },
  openedAt: '2026-11-21T10:00:05.000Z',
});
const CHARGED = ['ChargeAttemptCreated', 'ChargeAttemptProcessing', 'ChargeAttemptSucceeded'];

describe('what a provider says of a dispute', () => {
  let world: Awaited<ReturnType<typeof attemptsAtAlpha>>;
  beforeEach(async () => {
    world = await attemptsAtAlpha();
  });
  afterEach(() => world.close());

  /** As another process would have them. */
  const disputes = (): DisputeCalls =>
    new DisputeCalls(
      chargeAttemptAggregate(world.store),
      new Map([['alpha', world.alpha.connector]]),
      world.newOperations(),
      systemClock,
    );
  const ask = (attemptId: string): Promise<void> => disputes().ask(attemptId, 'dsp_1', 'callback_1');

  const charged = async (): Promise<string> => {
    world.alpha.script.authorize = [approved];
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    return id;
  };

  it('is asked for, and recorded once however often the hint comes, by whomever', async () => {
    world.alpha.script.dispute = [dispute('open')];
    const id = await charged();
    await Promise.all([ask(id), ask(id), ask(id)]);
    await ask(id);
    expect(await world.history(id)).toEqual([...CHARGED, 'ChargeDisputed']);
    expect(world.alpha.disputesQueried[0]).toEqual({ dispute: 'dsp_1', charge: id, currency: 'EUR' });
    world.alpha.script.dispute = [dispute('won')];
    await ask(id);
    await ask(id);
    expect(await world.history(id)).toEqual([...CHARGED, 'ChargeDisputed', 'ChargeDisputeWon']);
  });

  it('goes by one id, which follows from the provider’s', async () => {
    world.alpha.script.dispute = [dispute('open')];
    const ids = await Promise.all([charged(), charged()]);
    for (const id of ids) await ask(id);
    const [one, other] = await Promise.all(ids.map(async id => (await world.attempt(id)).disputes[0]?.disputeId));
    expect(one).toMatch(/^dp_[0-9a-z]{26}$/);
    expect(other).toBe(one);
  });

  it('waits for the outcome of the charge that it is about, when the news overtakes it', async () => {
    Object.assign(world.alpha.script, { authorize: [unknown], status: [approved], dispute: [dispute('lost')] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await ask(id);
    expect((await world.history(id)).slice(-3)).toEqual([
      'ChargeAttemptSucceeded',
      'ChargeDisputed',
      'ChargeDisputeLost',
    ]);
  });

  it.each([
    ['cannot be known now', unknown, /no answer/],
    ['is that there is none', { type: 'not_found' }, /knows no dispute dsp_1/],
    ['is that it is about more than was taken', dispute('open', 10_001n), /dispute_exceeds_captured/],
  ] as const)('and %s is looked into again', async (_what, told, why) => {
    const id = await charged();
    world.alpha.script.dispute = [told, dispute('open')];
    await expect(ask(id)).rejects.toThrow(why);
    expect(await world.history(id)).toEqual(CHARGED);
    await ask(id);
    expect(await world.history(id)).toEqual([...CHARGED, 'ChargeDisputed']);
  });

  it('of a charge that is not there, or took nothing, is looked into again', async () => {
    await expect(ask('ch_none')).rejects.toThrow('There is no charge ch_none');
    const declined = { authorize: [outcomes.declined], status: [outcomes.declined] };
    Object.assign(world.alpha.script, { ...declined, dispute: [dispute('open')] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await expect(ask(id)).rejects.toThrow(/attempt_not_disputable/);
  });
});

import type { StatusOutcome } from '@counterfoil/providers';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes } from '../domain/charge-attempt.examples.ts';
import { decideByOperator } from '../domain/operations.examples.ts';

const { approved, declined, unknown } = outcomes;

describe('news of a charge whose outcome is known', () => {
  let world: Awaited<ReturnType<typeof attemptsAtAlpha>>;
  beforeAll(async () => {
    world = await attemptsAtAlpha();
  });
  afterAll(() => world.close());

  /** An attempt that alpha answered so, and what alpha says of it from then on. */
  const answered = async (answer: typeof approved | typeof declined, ...status: readonly StatusOutcome[]) => {
    Object.assign(world.alpha.script, { authorize: [answer], status: [...status] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    world.alpha.queried.length = 0;
    return id;
  };
  const hear = (id: string) => world.newCalls().resolve(id, 'callback');

  it('that was told as declined makes us ask, and a charge stands', async () => {
    const id = await answered(declined, approved);
    await hear(id);
    await hear(id);
    expect(await world.history(id)).toEqual([
      ...['ChargeAttemptCreated', 'ChargeAttemptProcessing', 'ChargeAttemptDeclined'],
      ...['ChargeAttemptContradicted', 'ChargeAttemptSucceeded'],
    ]);
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', resolution: { by: 'callback' } });
    expect(world.alpha.queried).toHaveLength(1);
  });

  it('has to come again when the provider cannot tell just then', async () => {
    const id = await answered(declined, unknown, approved);
    await expect(hear(id)).rejects.toThrow(/alpha, asked about .*: no answer/);
    await hear(id);
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    ['the same', declined],
    ['that it never was', { type: 'not_found' }],
  ] as const)('changes nothing when the provider says %s', async (_what, status) => {
    const id = await answered(declined, status);
    await hear(id);
    expect(await world.attempt(id)).toMatchObject({ status: 'DECLINED', contradictedAt: null });
    expect(world.alpha.abandoned).toEqual([]);
  });

  it('that has succeeded is not asked about, nor is anything when nobody brings news', async () => {
    const id = await answered(approved);
    await hear(id);
    const ended = await answered(declined);
    await world.newCalls().resolve(ended, 'status_query');
    expect(world.alpha.queried).toEqual([]);
  });

  it('that an operator has decided makes us ask, and a denial is seen', async () => {
    Object.assign(world.alpha.script, { authorize: [unknown], status: [declined] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await world.aggregate.handle(id, decideByOperator('succeeded'), causeOf());
    await hear(id);
    await hear(id);
    expect((await world.history(id)).slice(3)).toEqual([
      ...['ChargeDecidedByOperator', 'ChargeAttemptSucceeded', 'ChargeDecisionContradicted'],
    ]);
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', reviews: [{ reason: 'contradicted' }] });
  });
});

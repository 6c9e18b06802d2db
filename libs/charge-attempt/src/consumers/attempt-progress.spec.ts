import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes } from '../domain/charge-attempt.examples.ts';
import { operationOutcomes, requestRefund } from '../domain/operations.examples.ts';
import { attemptUnknown, operationUnknown } from './attempt-progress.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, unknown } = outcomes;

describe('an unknown outcome', () => {
  let world: World;
  beforeEach(async () => {
    world = await attemptsAtAlpha();
  });
  afterEach(() => world.close());

  /** Hands the attempt's events to the process managers, whose provider asked to be left alone or did not. */
  const follow = async (id: string, isLeftAlone: boolean): Promise<void> => {
    const [calls, operations] = [world.newCalls(), world.newOperations()];
    const managers = [
      attemptUnknown(calls, async () => isLeftAlone),
      operationUnknown(operations, async () => isLeftAlone),
    ];
    for await (const event of world.store.readStream(world.aggregate.stream(id)))
      for (const manager of managers) if (manager.types.includes(event.type)) await manager.handle(event);
  };

  it.each([
    ['is asked for at once', false, 'SUCCEEDED', 1],
    ['waits while its provider wants to be left alone', true, 'UNKNOWN', 0],
  ] as const)('%s', async (_what, isLeftAlone, status, questions) => {
    Object.assign(world.alpha.script, { authorize: [unknown], status: [approved] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await follow(id, isLeftAlone);
    expect(await world.attempt(id)).toMatchObject({ status });
    expect(world.alpha.queried).toHaveLength(questions);
  });

  it.each([
    ['is asked for at once', false, 'SUCCEEDED', 1],
    ['waits while its provider wants to be left alone', true, 'UNKNOWN', 0],
  ] as const)('of an operation %s', async (_what, isLeftAlone, status, questions) => {
    Object.assign(world.alpha.script, {
      ...{ authorize: [approved], operate: [unknown] },
      operationStatus: [operationOutcomes.succeeded],
    });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await world.aggregate.handle(id, requestRefund('re_1', 100n), causeOf());
    await world.newOperations().send(id, 're_1', causeOf());
    await follow(id, isLeftAlone);
    expect(await world.attempt(id)).toMatchObject({ operations: [{ status }] });
    expect(world.alpha.operationsQueried).toHaveLength(questions);
  });
});

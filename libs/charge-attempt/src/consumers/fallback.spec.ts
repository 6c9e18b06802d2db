import type { RecordedEvent } from '@counterfoil/event-sourcing';
import { systemClock } from '@counterfoil/platform';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes } from '../domain/charge-attempt.examples.ts';
import { fallback } from './fallback.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const routing = { rule: 'default', rulesVersion: 0, candidates: ['alpha', 'beta'], excluded: [] } as const;
const soft = { ...outcomes.declined, code: 'processing_error', category: 'soft' } as const;

describe('after an attempt that has not charged', () => {
  let world: World;
  beforeAll(async () => {
    world = await attemptsAtAlpha();
  });
  afterAll(() => world.close());

  /** The attempts of the log, oldest first. */
  const streams = async (): Promise<readonly string[]> => {
    const found = new Set<string>();
    for await (const { events } of world.store.readAll({ after: 0n }))
      for (const { stream } of events) found.add(stream.slice('charge_attempt-'.length));
    return [...found];
  };

  /** Hands over every event of the attempt that the process manager asked for, twice, as may happen. The new attempts. */
  const follow = async (attemptId: string): Promise<readonly string[]> => {
    const before = await streams();
    const events: RecordedEvent[] = [];
    for await (const event of world.store.readStream(world.aggregate.stream(attemptId))) events.push(event);
    const { types, handle } = fallback(world.aggregate, systemClock);
    for (const event of events.filter(({ type }) => types.includes(type))) {
      await handle(event);
      await handle(event);
    }
    return (await streams()).filter(id => !before.includes(id));
  };

  const ended = async (answer: (typeof world.alpha.script.authorize)[number], change: object = {}): Promise<string> => {
    world.alpha.script.authorize = [answer];
    const id = await world.begin({ routing, ...change });
    await world.newCalls().send(id, causeOf());
    return id;
  };

  it.each([
    ['declined softly', soft],
    ['was never reached', outcomes.failed_before_sending],
  ])('because the provider %s, there is one at the next, once, for the same confirmation', async (_, answer) => {
    const first = await ended(answer, {
      confirmationId: `confirmation of ${answer.type}`,
      attempt: 4,
      confirmation: 2,
    });
    const [second, ...more] = await follow(first);
    expect(more).toEqual([]);
    const {
      attemptId: _id,
      provider: _provider,
      attempt: _attempt,
      createdAt: _at,
      ...same
    } = await world.attempt(first);
    const next = await world.attempt(second ?? '');
    expect(next).toMatchObject({
      ...{ attemptId: second, provider: 'beta', attempt: 5, status: 'CREATED', decline: null, nextProvider: null },
      ...{ confirmationId: same.confirmationId, confirmation: 2, paymentId: same.paymentId, routing: same.routing },
      ...{ amount: same.amount, currency: same.currency, paymentMethodId: same.paymentMethodId },
    });
    world.beta.script.authorize = [outcomes.approved];
    await world.newCalls().send(next.attemptId, causeOf());
    expect(world.beta.authorized.at(-1)).toMatchObject({
      reference: second,
      card: { number: '4242424242424242', cvc: '737' },
      callbackUrl: 'https://pay.example/v1/providers/beta/callbacks',
    });
    expect(await follow(next.attemptId)).toEqual([]);
  });

  it.each([
    ['hard', outcomes.declined, {}],
    ['soft, and nobody is left', soft, { routing: { ...routing, candidates: ['alpha'] } }],
  ])('because the provider declined (%s), there is none', async (_, answer, change) =>
    expect(await follow(await ended(answer, change))).toEqual([]),
  );
});

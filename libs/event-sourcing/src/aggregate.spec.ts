import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { cause, empty, eventsOf, fill, purseDefinition, spend } from '../test/purse.ts';
import { Aggregate } from './aggregate.ts';
import { UnreadableEvent } from './event-codec.ts';
import { AppendOutcomeUnknown } from './event-store-errors.ts';
import type { EventStore } from './event-store.ts';
import { openPostgresEventStore } from './postgres/postgres-event-store.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { storeWith } from './store-with.ts';

describe('an aggregate on the log', () => {
  let db: TestDatabase;
  let store: EventStore;
  let another: EventStore;
  let id: string;

  beforeAll(async () => {
    db = await testDatabase();
    [store, another] = [await openPostgresEventStore(db), await openPostgresEventStore(db)];
  });
  beforeEach(() => {
    id = randomUUID();
  });
  afterAll(async () => {
    await Promise.all([store.close(), another.close()]);
    await db.drop();
  });

  /** As another process would have it: with a memory of its own. */
  const purses = (log = store) => new Aggregate(log, purseDefinition);
  const recorded = (): Promise<readonly RecordedEvent[]> => eventsOf(store, `purse-${id}`);

  it('appends what follows from a command, and answers the state after it', async () => {
    const handled = await purses().handle(id, fill(5n, 7n), cause());
    expect(handled).toEqual({
      status: 'done',
      appended: true,
      state: { balance: 12n, changes: 2 },
      revision: 1,
      correlationId: cause().correlationId,
    });
    expect((await recorded()).map(({ type, data }) => [type, data])).toEqual([
      ['Filled', { amount: 5 }],
      ['Filled', { amount: 7 }],
    ]);
  });

  it('can tell beforehand whether a command would append anything, and appends nothing then', async () => {
    const purse = purses();
    const asks = (command: Parameters<typeof purse.handle>[1], commandId: string, visible = () => true) =>
      purse.wouldAppend(id, command, { ...cause(), commandId }, visible);
    const [filling, spending] = [randomUUID(), randomUUID()];
    expect(await asks(fill(5n), filling)).toBe(true);
    expect(await recorded()).toEqual([]);
    await purse.handle(id, fill(5n), { ...cause(), commandId: filling });
    expect(await asks(fill(5n), filling)).toBe(false);
    expect(await asks(fill(), randomUUID())).toBe(false);
    expect(await asks(spend(6n), spending)).toBe(false);
    expect(await asks(spend(5n), spending)).toBe(true);
    expect(await asks(spend(5n), spending, () => false)).toBe(false);
    expect(await recorded()).toHaveLength(1);
  });

  it('records with every event why it happened', async () => {
    const { commandId, ...why } = cause();
    await purses().handle(id, fill(5n, 7n), { commandId, ...why });
    const events = await recorded();
    expect(events.map(event => event.metadata)).toEqual([
      { ...why, schemaVersion: 1 },
      { ...why, schemaVersion: 1 },
    ]);
    expect(new Set(events.map(event => event.eventId)).size).toBe(2);
  });

  it('says of a stream which request began it', async () => {
    const [first, second] = [
      { ...cause(), correlationId: 'a'.repeat(32) },
      { ...cause(), correlationId: 'b'.repeat(32) },
    ];
    await purses().handle(id, fill(5n), first);
    expect(await purses().handle(id, fill(5n), second)).toMatchObject({ correlationId: first.correlationId });
    expect(await purses().load(id)).toMatchObject({ correlationId: first.correlationId });
    expect(await purses().load(randomUUID())).toMatchObject({ correlationId: null, revision: 'no_stream' });
  });

  it('folds a stream up to any of its revisions', async () => {
    await purses().handle(id, fill(1n, 2n, 4n), cause());
    expect(await purses().load(id, ({ revision }) => revision <= 1)).toMatchObject({
      state: { balance: 3n },
      revision: 1,
    });
    expect(await purses().load(id)).toMatchObject({ state: { balance: 7n }, revision: 2 });
  });

  it('has every one of many concurrent commands on one stream take effect once, without a gap', async () => {
    await purses().handle(id, fill(16n * 8n), cause());
    const handlers = Array.from({ length: 16 }, (_, index) => purses(index % 2 === 0 ? store : another));
    const spending = handlers.map(async handler => {
      for (let times = 0; times < 8; times += 1)
        expect(await handler.handle(id, spend(1n), cause())).toMatchObject({ status: 'done', appended: true });
    });
    await Promise.all(spending);
    const events = await recorded();
    expect(events.map(event => event.revision)).toEqual(events.map((_, index) => index));
    expect(events).toHaveLength(1 + 16 * 8);
    expect(await purses().load(id)).toMatchObject({ state: { balance: 0n } });
  });

  it('spends what is there once, however many ask for it at the same time', async () => {
    await purses().handle(id, fill(5n), cause());
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        purses(index % 2 === 0 ? store : another).handle(id, spend(1n), cause()),
      ),
    );
    expect(answers.filter(({ status }) => status === 'done')).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 'refused')).toHaveLength(11);
    expect(await recorded()).toHaveLength(6);
  });

  it('has the effect of a repeated command once', async () => {
    const [handler, why] = [purses(), cause()];
    await handler.handle(id, fill(5n), why);
    const again = { status: 'done', appended: false, state: { balance: 5n }, revision: 0 };
    expect(await handler.handle(id, fill(5n), why)).toMatchObject(again);
    expect(await purses().handle(id, fill(5n), why)).toMatchObject(again);
    expect(await recorded()).toHaveLength(1);
  });

  it('has the effect of a command once when it comes many times at once', async () => {
    const why = cause();
    const handlers = Array.from({ length: 16 }, (_, index) => purses(index % 2 === 0 ? store : another));
    const answers = await Promise.all(handlers.map(handler => handler.handle(id, fill(5n), why)));
    expect(answers.every(answer => answer.status === 'done' && answer.state.balance === 5n)).toBe(true);
    expect(await recorded()).toHaveLength(1);
  });

  it('recognises a command whose answer was lost, though others came after it', async () => {
    const why = cause();
    const append: EventStore['append'] = async appends => {
      await store.append(appends);
      throw new AppendOutcomeUnknown();
    };
    const unlucky = purses(storeWith(store, { append }));
    await expect(unlucky.handle(id, fill(5n), why)).rejects.toThrow(AppendOutcomeUnknown);
    await purses().handle(id, spend(5n), cause());
    expect(await purses().handle(id, fill(5n), why)).toMatchObject({ status: 'done', appended: false, revision: 1 });
    await expect(unlucky.handle(id, fill(5n), why)).resolves.toMatchObject({ status: 'done', appended: false });
    expect(await recorded()).toHaveLength(2);
  });

  it('tells apart the same command on two streams', async () => {
    const [why, other] = [cause(), randomUUID()];
    expect(await purses().handle(id, fill(5n), why)).toMatchObject({ appended: true });
    expect(await purses().handle(other, fill(5n), why)).toMatchObject({ appended: true });
  });

  it('writes nothing for a refusal, and nothing where there is nothing to do', async () => {
    expect(await purses().handle(id, spend(1n), cause())).toEqual({
      status: 'refused',
      refusal: { code: 'too_little', detail: 'There is 0; spend no more.' },
    });
    expect(await purses().handle(id, fill(), cause())).toMatchObject({ appended: false, revision: 'no_stream' });
    expect(await recorded()).toEqual([]);
  });

  it('is absent for who may not see it, and writes nothing for them', async () => {
    const handler = purses();
    await handler.handle(id, fill(5n), cause());
    const poorOnly = ({ balance }: { readonly balance: bigint }): boolean => balance < 5n;
    expect(await handler.handle(id, spend(1n), cause(), poorOnly)).toEqual({ status: 'absent' });
    expect(await purses().handle(id, spend(1n), cause(), poorOnly)).toEqual({ status: 'absent' });
    expect(await recorded()).toHaveLength(1);
  });

  it('is not absent for a repeated command that has itself put it out of its sender’s sight', async () => {
    const [handler, why] = [purses(), cause()];
    await handler.handle(id, fill(5n), cause());
    const filledOnly = ({ balance }: { readonly balance: bigint }): boolean => balance > 0n;
    await handler.handle(id, spend(5n), why, filledOnly);
    const again = { status: 'done', appended: false, state: { balance: 0n }, revision: 1 };
    expect(await handler.handle(id, spend(5n), why, filledOnly)).toMatchObject(again);
    expect(await purses().handle(id, spend(5n), why, filledOnly)).toMatchObject(again);
    expect(await purses().handle(id, spend(5n), cause(), filledOnly)).toEqual({ status: 'absent' });
  });

  it('answers from the log and not from memory when another process has gone on', async () => {
    const handler = purses();
    await handler.handle(id, fill(5n), cause());
    await purses(another).handle(id, fill(5n), cause());
    expect(await handler.handle(id, spend(10n), cause())).toMatchObject({ status: 'done', revision: 2 });

    await purses(another).handle(id, fill(1n), cause());
    const richOnly = ({ balance }: { readonly balance: bigint }): boolean => balance > 0n;
    expect(await handler.handle(id, empty, cause(), richOnly)).toMatchObject({ status: 'done', revision: 4 });

    await purses(another).handle(id, fill(2n), cause());
    expect(await handler.handle(id, empty, cause())).toMatchObject({ appended: true, revision: 6 });
  });

  it('begins a stream without reading it, and once', async () => {
    let reads = 0;
    const readStream: EventStore['readStream'] = (stream, options) => {
      reads += 1;
      return store.readStream(stream, options);
    };
    const [counting, why] = [purses(storeWith(store, { readStream })), cause()];
    expect(await counting.create(id, fill(5n), why)).toMatchObject({ appended: true, revision: 0 });
    expect(reads).toBe(0);
    expect(await counting.create(id, fill(5n), why)).toMatchObject({ appended: false, revision: 0 });
    expect(await purses().create(id, fill(5n), why)).toMatchObject({ status: 'done', state: { balance: 5n } });
    expect(await recorded()).toHaveLength(1);
  });

  it('repeats commands in a process that remembers nothing as what they are: done, and followed by others', async () => {
    const [begin, next] = [cause(), cause()];
    await purses().create(id, fill(5n), begin);
    await purses().handle(id, spend(2n), next);
    await purses().handle(id, spend(3n), cause());
    const now = { status: 'done', appended: false, state: { balance: 0n }, revision: 2 };
    const restarted = purses();
    expect(await restarted.create(id, fill(5n), begin)).toMatchObject(now);
    expect(await restarted.handle(id, spend(2n), next)).toMatchObject(now);
  });

  it('decides on the stream that is there when a command was to begin it', async () => {
    await purses().handle(id, fill(5n), cause());
    expect(await purses().create(id, spend(2n), cause())).toMatchObject({ appended: true, state: { balance: 3n } });
  });

  it('tries again on conflict only', async () => {
    let appends = 0;
    const failing = (fails: () => ReturnType<EventStore['append']>): Aggregate<never, unknown, never> =>
      purses(
        storeWith(store, {
          append: () => {
            appends += 1;
            return fails();
          },
        }),
      ) as never;
    const broken = failing(() => Promise.reject(new AppendOutcomeUnknown()));
    await expect(broken.handle(id, fill(5n) as never, cause())).rejects.toThrow(AppendOutcomeUnknown);
    expect(appends).toBe(1);

    const contested = failing(async () => [{ status: 'conflict', stream: `purse-${id}`, actual: 0 }]);
    await expect(contested.handle(id, fill(5n) as never, cause())).rejects.toThrow('conflicting appends in a row');
    expect(appends).toBe(201);
  });

  it('stops at an event that it cannot read', async () => {
    const { commandId: _, ...why } = cause();
    const events = [{ eventId: randomUUID(), type: 'Stolen', data: {}, metadata: { ...why, schemaVersion: 1 } }];
    await store.append([{ stream: `purse-${id}`, expectedRevision: 'no_stream', events }]);
    await expect(purses().handle(id, fill(5n), cause())).rejects.toThrow(UnreadableEvent);
  });
});

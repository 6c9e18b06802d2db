import { randomUUID } from 'node:crypto';
import {
  openPostgresEventStore,
  StreamWatch,
  type Aggregate,
  type Cause,
  type EventStore,
  type TypedEvent,
} from '@counterfoil/event-sourcing';
import { testDatabase } from './test-database.ts';

const cause = (paymentId: string): Cause => ({
  commandId: randomUUID(),
  causationId: 'request_1',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  merchantId: 'mer_1',
  paymentId,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
});

/** Streams of one aggregate in a log of their own, on a real PostgreSQL. */
export const aggregateInLog = async <Command extends { readonly type: string }, State, Event extends TypedEvent>(
  aggregateOf: (store: EventStore) => Aggregate<Command, State, Event>,
) => {
  const db = await testDatabase();
  const store = await openPostgresEventStore(db);
  const aggregate = aggregateOf(store);
  const watch = await StreamWatch.start(store, [aggregate.definition.category], () => {});
  return {
    db,
    store,
    watch,
    /** Has the stream of `id`, which concerns that payment, decide each of the commands. @throws when one is refused */
    async give(id: string, paymentId: string, commands: readonly Command[]): Promise<void> {
      for (const command of commands) {
        const handled = await aggregate.handle(id, command, cause(paymentId));
        if (handled.status !== 'done') throw new Error(`${command.type}: ${JSON.stringify(handled)}`);
      }
    },
    state: async (id: string): Promise<State> => (await aggregate.load(id)).state,
    /** The types of its events, oldest first. */
    async events(id: string): Promise<readonly string[]> {
      const types: string[] = [];
      for await (const { type } of store.readStream(aggregate.stream(id))) types.push(type);
      return types;
    },
    async close(): Promise<void> {
      watch.stop();
      await store.close();
      await db.drop();
    },
  };
};

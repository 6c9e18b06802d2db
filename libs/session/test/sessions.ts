import { randomUUID } from 'node:crypto';
import { openPostgresEventStore, StreamWatch, type Cause } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import type { SessionCommand } from '../src/domain/commands.ts';
import { createSession } from '../src/domain/session.examples.ts';
import type { SessionState } from '../src/domain/state.ts';
import { sessionAggregate } from '../src/session-aggregate.ts';

const cause = (paymentId: string): Cause => ({
  commandId: randomUUID(),
  causationId: 'request_1',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  merchantId: 'mer_1',
  paymentId,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
});

/** Checkout sessions in a log of their own. */
export const sessionsInLog = async () => {
  const db = await testDatabase();
  const store = await openPostgresEventStore(db);
  const sessions = sessionAggregate(store);
  const watch = await StreamWatch.start(store, ['session'], () => {});

  const give = async (id: string, ...commands: readonly SessionCommand[]): Promise<void> => {
    for (const command of commands) {
      const handled = await sessions.handle(id, command, cause(`pay_${id}`));
      if (handled.status !== 'done') throw new Error(`${command.type}: ${JSON.stringify(handled)}`);
    }
  };
  return {
    db,
    store,
    sessions,
    watch,
    give,
    /** A new session that was given `commands`; its id. */
    async open(...commands: readonly SessionCommand[]): Promise<string> {
      const sessionId = `cs_${randomUUID()}`;
      await give(sessionId, createSession({ sessionId, paymentId: `pay_${sessionId}` }), ...commands);
      return sessionId;
    },
    state: async (id: string): Promise<SessionState> => (await sessions.load(id)).state,
    async events(id: string): Promise<readonly string[]> {
      const types: string[] = [];
      for await (const { type } of store.readStream(sessions.stream(id))) types.push(type);
      return types;
    },
    async close(): Promise<void> {
      watch.stop();
      await store.close();
      await db.drop();
    },
  };
};

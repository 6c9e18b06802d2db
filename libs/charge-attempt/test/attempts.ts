import { openPostgresEventStore, type Cause } from '@counterfoil/event-sourcing';
import { systemClock } from '@counterfoil/platform';
import { testDatabase } from '@counterfoil/testing';
import { CardVault, Sealer } from '@counterfoil/vault';
import { randomUUID } from 'node:crypto';
import { chargeAttemptAggregate } from '../src/charge-attempt-aggregate.ts';
import { OperationCalls } from '../src/commands/operation-calls.ts';
import { ProviderCalls } from '../src/commands/provider-calls.ts';
import { startAttempt } from '../src/domain/charge-attempt.examples.ts';
import type { StartAttempt } from '../src/domain/commands.ts';
import type { ChargeAttempt } from '../src/domain/state.ts';
import { scriptedConnector } from './scripted-connector.ts';

const CARD = { number: '4242424242424242', exp_month: 12, exp_year: 2099, cvc: '737' };

/** A command's cause; of a new command unless told. */
export const causeOf = (commandId: string = randomUUID()): Cause => ({
  commandId,
  causationId: 'test',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  merchantId: 'mer_1',
  paymentId: 'pay_1',
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
});

/** The real log and vault, and attempts at provider alpha, of which, as of beta, there is only a double. */
export const attemptsAtAlpha = async () => {
  const db = await testDatabase();
  const store = await openPostgresEventStore(db);
  await CardVault.migrate(db.pool);
  const vault = new CardVault(db.pool, new Sealer(Buffer.alloc(32, 1)));
  const aggregate = chargeAttemptAggregate(store);
  const alpha = scriptedConnector();
  const beta = scriptedConnector('beta');
  const connectors = new Map([alpha, beta].map(({ connector }) => [connector.provider, connector]));
  /** As another process would have them, unless nothing happened in between. */
  const newCalls = () =>
    new ProviderCalls(chargeAttemptAggregate(store), connectors, vault, systemClock, 'https://pay.example');
  const newOperations = () =>
    new OperationCalls(store, chargeAttemptAggregate(store), connectors, newCalls(), systemClock);

  return {
    ...{ db, store, vault, aggregate, alpha, beta, newCalls, newOperations },

    /** An attempt with a card of its own, just begun. Answers its id. */
    begin: async (change: Partial<StartAttempt> = {}): Promise<string> => {
      const [attemptId, id] = [`ch_${randomUUID()}`, `pm_${randomUUID()}`];
      const kept = { id, merchantId: 'mer_1', paymentId: 'pay_1', card: CARD, now: new Date(), ttlMs: 3_600_000 };
      await vault.store(kept);
      await aggregate.create(attemptId, startAttempt({ attemptId, paymentMethodId: id, ...change }), causeOf());
      return attemptId;
    },

    attempt: async (attemptId: string): Promise<ChargeAttempt> => {
      const { state } = await aggregate.load(attemptId);
      if (state.status === 'NONE') throw new Error(`There is no attempt ${attemptId}`);
      return state;
    },

    /** The types of an attempt's events. */
    history: async (attemptId: string): Promise<readonly string[]> => {
      const types: string[] = [];
      for await (const { type } of store.readStream(aggregate.stream(attemptId))) types.push(type);
      return types;
    },

    close: async (): Promise<void> => {
      await store.close();
      await db.drop();
    },
  };
};

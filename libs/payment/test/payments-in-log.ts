import { randomUUID } from 'node:crypto';
import { openPostgresEventStore, StreamWatch, type Cause } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import type { PaymentCommand } from '../src/domain/commands.ts';
import { createPayment } from '../src/domain/payment.examples.ts';
import type { PaymentState } from '../src/domain/state.ts';
import { paymentAggregate } from '../src/payment-aggregate.ts';

const cause = (paymentId: string): Cause => ({
  commandId: randomUUID(),
  causationId: 'request_1',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  merchantId: 'mer_1',
  paymentId,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
});

/** Payments in a log of their own. */
export const paymentsInLog = async () => {
  const db = await testDatabase();
  const store = await openPostgresEventStore(db);
  const payments = paymentAggregate(store);
  const watch = await StreamWatch.start(store, ['payment'], () => {});

  const give = async (id: string, ...commands: readonly PaymentCommand[]): Promise<void> => {
    for (const command of commands) {
      const handled = await payments.handle(id, command, cause(id));
      if (handled.status !== 'done') throw new Error(`${command.type}: ${JSON.stringify(handled)}`);
    }
  };
  return {
    db,
    store,
    payments,
    watch,
    give,
    /** A new payment that was given `commands`; its id. */
    async open(change: Parameters<typeof createPayment>[0], ...commands: readonly PaymentCommand[]): Promise<string> {
      const paymentId = `pay_${randomUUID()}`;
      await give(paymentId, createPayment({ ...change, paymentId }), ...commands);
      return paymentId;
    },
    state: async (id: string): Promise<PaymentState> => (await payments.load(id)).state,
    async events(id: string): Promise<readonly string[]> {
      const types: string[] = [];
      for await (const { type } of store.readStream(payments.stream(id))) types.push(type);
      return types;
    },
    async close(): Promise<void> {
      watch.stop();
      await store.close();
      await db.drop();
    },
  };
};

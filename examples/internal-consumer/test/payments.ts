import { randomUUID } from 'node:crypto';
import { topics } from '@counterfoil/contracts';
import { eventExamples } from '@counterfoil/contracts/asyncapi';
import { openPostgresEventStore, type EventStore } from '@counterfoil/event-sourcing';
import { LogMessaging, type Publisher } from '@counterfoil/messaging';
import type { Pool } from 'pg';

export const quiet = { warn: () => {}, error: () => {} };

/** Stands for the payment service: tells of each event in the log what the event holds. */
export const publisher: Publisher = {
  topic: topics.payment,
  source: '/counterfoil/payment',
  category: 'payment',
  toPublic: ({ type, data }) => Promise.resolve([{ type, data }]),
};

const { payment } = eventExamples['payment.succeeded'];
const { refund } = eventExamples['refund.succeeded'];

/** What is of interest in an event; the rest is as in the examples of the contract. */
interface Moved {
  readonly amount: number;
  readonly currency?: string;
}

interface Told {
  readonly type: string;
  readonly data: object;
}

export const paid = ({ amount, currency = 'EUR' }: Moved) => ({
  type: 'payment.succeeded',
  data: { payment: { ...payment, amount_captured: amount, currency } },
});

export const refunded = ({ amount, currency = 'EUR' }: Moved) => ({
  type: 'refund.succeeded',
  data: { refund: { ...refund, amount, currency } },
});

/** Records one event, of a payment of its own. */
export const recordIn =
  (store: EventStore) =>
  async ({ type, data }: Told, { merchantId = 'mer_1', occurredAt = '2026-11-21T10:00:00.000Z' } = {}) => {
    const metadata = {
      correlationId: '0af7651916cd43dd8448eb211c80319c',
      causationId: 'test',
      ...{ merchantId, occurredAt, paymentId: null },
      actor: 'system',
      schemaVersion: 1,
    };
    const event = { eventId: randomUUID(), type, data: { ...data }, metadata };
    await store.append([{ stream: `payment-${randomUUID()}`, expectedRevision: 'no_stream', events: [event] }]);
  };

/** The log of a payment service, and messaging over it. */
export const openPaymentLog = async (url: string, pool: Pool) => {
  const store = await openPostgresEventStore({ url });
  const messaging = new LogMessaging({ store, pool, publishers: [publisher], log: quiet });
  const close = async () => {
    await messaging.close();
    await store.close();
  };
  return { messaging, record: recordIn(store), close };
};

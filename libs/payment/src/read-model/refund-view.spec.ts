import {
  migrateProjections,
  openPostgresEventStore,
  runProjection,
  type EventStore,
  type Projection,
} from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import type { PaymentCommand } from '../domain/commands.ts';
import { paymentAggregate, type PaymentAggregate } from '../payment-aggregate.ts';
import { refundView } from './refund-view.ts';

const now = '2026-11-21T10:00:00.000Z';
const later = '2026-11-21T10:00:01.000Z';
const confirmationId = 'cnf_1';
const attemptId = 'ch_1';
const log = { warn: () => undefined };

const cause = () => ({
  commandId: randomUUID(),
  causationId: 'request',
  correlationId: '0'.repeat(32),
  merchantId: 'mer_1',
  paymentId: 'pay_1',
  actor: 'key_1',
  occurredAt: now,
});

/** 100.00 EUR, charged. */
const charged: readonly PaymentCommand[] = [
  {
    type: 'CreatePayment',
    paymentId: 'pay_1',
    merchantId: 'mer_1',
    amount: 10_000n,
    currency: 'EUR',
    captureMethod: 'automatic',
    secureMode: 'automatic',
    customer: null,
    metadata: {},
    reference: null,
    checkoutSessionId: null,
    returnUrl: null,
    maxAttempts: 3,
    sourceAccount: null,
    destinationAccount: null,
    paymentMethod: null,
    now,
  },
  {
    type: 'ConfirmPayment',
    confirmationId,
    checkoutSessionId: null,
    paymentMethod: { id: 'pm_1', type: 'card', card: { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 } },
    payerCountry: null,
    now,
  },
  { type: 'SucceedPayment', confirmationId, attemptId, now },
];

const request = (refundId: string, amount: bigint | null, reason: string | null): PaymentCommand => ({
  type: 'RequestRefund',
  refundId,
  amount,
  reason,
  now,
});

const refund = { payment_id: 'pay_1', currency: 'EUR', created_at: now, updated_at: later };

describe('the rows of refunds', () => {
  let db: TestDatabase;
  let store: EventStore;
  let payments: PaymentAggregate;

  beforeEach(async () => {
    db = await testDatabase();
    await migrateProjections(db.pool);
    await migrate(db.pool, 'payment', new URL('./migrations/', import.meta.url));
    store = await openPostgresEventStore(db);
    payments = paymentAggregate(store);
  });
  afterEach(async () => {
    await store.close();
    await db.drop();
  });

  const give = async (...commands: readonly PaymentCommand[]): Promise<void> => {
    for (const command of commands)
      expect(await payments.handle('pay_1', command, cause())).toMatchObject({ status: 'done', appended: true });
  };

  /** Projects what is in the log now, and answers the refunds' rows in the order of the list. */
  const rows = async (view: Projection = refundView(payments)) => {
    const projection = runProjection({ projection: view, store, pool: db.pool, log });
    expect(await projection.waitUntil(await store.head(), 10_000)).toBe(true);
    await projection.stop();
    const found = await db.pool.query('select * from payment.refund_view_v1 order by created_position desc');
    return found.rows;
  };

  it('say of each refund how it stands, newest first by its request', async () => {
    await give(...charged, request('re_1', 4_000n, 'damaged'), request('re_2', null, null));
    const pending = await rows();
    await give(
      { type: 'FailRefund', refundId: 're_1', failureCode: 'refund_declined', now: later },
      { type: 'SucceedRefund', refundId: 're_2', now: later },
    );
    const ended = await rows();
    expect(ended.map(row => row.resource)).toEqual([
      { ...refund, id: 're_2', status: 'SUCCEEDED', amount: 6_000, reason: null, failure_code: null },
      {
        ...refund,
        id: 're_1',
        status: 'FAILED',
        amount: 4_000,
        reason: 'damaged',
        failure_code: 'refund_declined',
      },
    ]);
    expect(pending.map(row => row.resource)).toMatchObject([
      { id: 're_2', status: 'PENDING', updated_at: now },
      { id: 're_1', status: 'PENDING', updated_at: now },
    ]);
    const positions = ended.map(row => row.created_position);
    expect(positions).toEqual(pending.map(row => row.created_position));
    expect(ended).toMatchObject([{ merchant_id: 'mer_1', payment_id: 'pay_1' }, { merchant_id: 'mer_1' }]);
  });

  it('are the same when they are computed at once from the whole log', async () => {
    await give(...charged, request('re_1', 1n, null));
    await rows();
    await give({ type: 'SucceedRefund', refundId: 're_1', now: later }, request('re_2', 2n, null));
    const stepwise = await rows();
    await db.pool.query('truncate payment.refund_view_v1, projection.checkpoints');
    expect(await rows()).toEqual(stepwise);
    expect(stepwise).toHaveLength(2);
  });
});

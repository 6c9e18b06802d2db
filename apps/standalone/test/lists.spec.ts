import type { Page, PaymentResource } from '@counterfoil/contracts';
import { card, cards, type Answer } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { seedPayments } from './lists/seeded-payments.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const SESSION = { ...AMOUNT, return_url: 'https://merchant.example' };

type Query = Readonly<Record<string, string | number>>;

const created = async (change: object = {}): Promise<PaymentResource> => {
  const { status, body } = await running.merchant.createPayment({ ...AMOUNT, ...change });
  expect(status).toBe(201);
  return body.payment;
};

const idsOf = ({ status, body }: Answer<Page<{ readonly id: string }>>): readonly string[] => {
  expect([status, body.code]).toEqual([200, undefined]);
  return body.data.map(({ id }) => id);
};
const listed = async (query: Query): Promise<readonly string[]> => idsOf(await running.merchant.listPayments(query));

/** The pointers of a 422; anything else as it is. */
const faultsOf = ({ status, body }: Answer<unknown>): unknown =>
  status === 422 && body.code === 'validation_failed' ? body.errors?.map(({ pointer }) => pointer) : [status, body];

/** Follows the cursors to the end; answers every id on the way. */
const walk = async (query: Query, onPage: (page: number) => Promise<void> = async () => {}): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor !== null; page += 1) {
    const answer: Answer<Page<PaymentResource>> = await running.merchant.listPayments(
      cursor === null ? query : { ...query, cursor },
    );
    ids.push(...idsOf(answer));
    expect(answer.body.has_more).toBe(answer.body.next_cursor !== null);
    cursor = answer.body.next_cursor;
    await onPage(page);
  }
  return ids;
};

describe('the list of payments', () => {
  it('shows what was just written, newest first, each as it is read alone', async () => {
    const first = await created();
    const second = await created();
    const { status, body } = await running.merchant.listPayments();
    expect(status).toBe(200);
    expect(body.data.slice(0, 2)).toEqual([second, first]);
    const { payment } = (await running.merchant.confirmPayment(first.id, { payment_method: card(cards.visa) })).body;
    expect((await running.merchant.listPayments()).body.data[1]).toEqual(payment);
  });

  it('is empty for a merchant without payments, and never shows another’s', async () => {
    await created();
    expect((await running.otherMerchant.listPayments()).body).toEqual({ data: [], has_more: false, next_cursor: null });
  });

  it('takes the filters one by one and together', async () => {
    const reference = randomUUID();
    const customer = { id: `Müşteri ${randomUUID()}` };
    const one = await created({ reference, customer });
    const two = await created({ reference });
    const three = await created({ customer });
    await running.merchant.confirmPayment(two.id, { payment_method: card(cards.visa) });
    expect(await listed({ reference })).toEqual([two.id, one.id]);
    expect(await listed({ customer: customer.id })).toEqual([three.id, one.id]);
    expect(await listed({ reference, customer: customer.id })).toEqual([one.id]);
    expect(await listed({ reference, status: 'SUCCEEDED' })).toEqual([two.id]);
    expect(await listed({ reference, status: 'CREATED' })).toEqual([one.id]);
    expect(await listed({ reference, status: 'CANCELLED' })).toEqual([]);
    expect(await listed({ reference: "' or true --" })).toEqual([]);
  });

  it('takes times that are exclusive, in any form of ISO 8601', async () => {
    const reference = randomUUID();
    const { id, created_at } = await created({ reference });
    const at = Date.parse(created_at);
    const iso = (ms: number): string => new Date(ms).toISOString();
    const withOffset = `${iso(at + 7_200_000 - 1).slice(0, -1)}+02:00`;
    expect(await listed({ reference, created_after: iso(at - 1), created_before: iso(at + 1) })).toEqual([id]);
    expect(await listed({ reference, created_after: created_at })).toEqual([]);
    expect(await listed({ reference, created_before: created_at })).toEqual([]);
    expect(await listed({ reference, created_after: withOffset })).toEqual([id]);
    expect(await listed({ reference, created_after: '2020-02-29T00:00:00Z' })).toEqual([id]);
    expect(await listed({ reference, created_after: '0000-01-01T00:00:00Z' })).toEqual([id]);
    expect(await listed({ reference, created_before: '9999-12-31T23:59:59.999-14:00' })).toEqual([id]);
    const path = `/v1/payments?reference=${reference}&created_after=${withOffset}`;
    expect(idsOf(await running.merchant.call('GET', path))).toEqual([id]);
  });

  it.each([
    ['status=PAID', '/status'],
    ['status=', '/status'],
    ['status=CREATED&status=FAILED', '/status'],
    ['reference=a&reference=a', '/reference'],
    ['reference=', '/reference'],
    ['reference=%00', '/reference'],
    ['customer=', '/customer'],
    ['created_after=yesterday', '/created_after'],
    ['created_after=2026-02-30T00:00:00Z', '/created_after'],
    ['created_before=2026-11-21', '/created_before'],
    ['created_before=2026-11-21T10:00:00', '/created_before'],
    ['created_before=', '/created_before'],
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=0x10', '/limit'],
    ['limit=5&limit=5', '/limit'],
    ['cursor=', '/cursor'],
    ['cursor=MTI', '/cursor'],
    ['cursor=a&cursor=b', '/cursor'],
    ['currency=TRY', '/currency'],
    ['Status=CREATED', '/Status'],
  ])('refuses ?%s', async (query, pointer) => {
    expect(faultsOf(await running.merchant.call('GET', `/v1/payments?${query}`))).toEqual([pointer]);
  });

  it('tells all faults of a query at once', async () => {
    const answer = await running.merchant.call('GET', '/v1/payments?status=X&limit=0&created_after=x&nope=1');
    expect(faultsOf(answer)).toEqual(expect.arrayContaining(['/status', '/limit', '/created_after', '/nope']));
  });

  it('takes a cursor on with other filters, and refuses the cursor of another list', async () => {
    const reference = randomUUID();
    const [one, two, three] = [await created({ reference }), await created(), await created({ reference })];
    const first = (await running.merchant.listPayments({ limit: 2 })).body;
    expect(first.data.map(({ id }) => id)).toEqual([three.id, two.id]);
    expect(await listed({ reference, cursor: first.next_cursor! })).toEqual([one.id]);
    const answer = await running.merchant.listSessions({ cursor: first.next_cursor! });
    expect(faultsOf(answer)).toEqual(['/cursor']);
    expect(faultsOf(await running.merchant.refunds(one.id, { cursor: first.next_cursor! }))).toEqual(['/cursor']);
    expect(faultsOf(await running.merchant.timeline(one.id, { cursor: first.next_cursor! }))).toEqual(['/cursor']);
  });

  it('loses and repeats none of 5,000 payments while others are being created, in the order of their commits', async () => {
    const { id: oneOfTheirs } = await created();
    const theirs = `select metadata ->> 'merchantId' as id from event_log.events where stream = $1 limit 1`;
    const { rows: merchants } = await running.database.pool.query(theirs, [`payment-${oneOfTheirs}`]);
    const merchantId = merchants[0].id as string;
    const seeded = await seedPayments(running.database.url, merchantId, 5_000);
    const beside: Promise<unknown>[] = [];
    const walked = await walk({ limit: 100 }, async page => {
      beside.push(created());
      if (page % 10 === 0) beside.push(seedPayments(running.database.url, merchantId, 100));
    });
    await Promise.all(beside);
    const { rows } = await running.database.pool.query<{ id: string }>(
      `select substr(stream, length('payment-') + 1) as id from event_log.events
       where type = 'PaymentCreated' and metadata ->> 'merchantId' = $1 order by position desc`,
      [merchantId],
    );
    const committed = rows.map(({ id }) => id);
    expect(committed.length).toBeGreaterThanOrEqual(walked.length + 500);
    expect(walked).toEqual(committed.slice(committed.indexOf(walked[0]!)));
    expect(new Set(walked).size).toBe(walked.length);
    const seen = new Set(walked);
    expect(seeded.filter(id => !seen.has(id))).toEqual([]);
  });
});

describe('the list of checkout sessions', () => {
  it('shows what was just written, newest first, each with its payment, as it is read alone', async () => {
    const first = (await running.merchant.createSession(SESSION)).body.checkout_session;
    const second = (await running.merchant.createSession(SESSION)).body.checkout_session;
    await running.payer.confirm(first.token, { payment_method: card(cards.visa) });
    const { status, body } = await running.merchant.listSessions({ limit: 2 });
    expect(status).toBe(200);
    const alone = [second, first].map(async ({ id }) => (await running.merchant.getSession(id)).body.checkout_session);
    expect(body.data).toEqual(await Promise.all(alone));
    expect(body.data.map(({ status: is, payment_status }) => [is, payment_status])).toEqual([
      ['PENDING', 'CREATED'],
      ['COMPLETED', 'SUCCEEDED'],
    ]);
    expect(idsOf(await running.merchant.listSessions({ status: 'COMPLETED' }))).toEqual([first.id]);
    expect(idsOf(await running.merchant.listSessions({ status: 'EXPIRED' }))).toEqual([]);
    expect(idsOf(await running.otherMerchant.listSessions())).toEqual([]);
  });

  it('comes in pages', async () => {
    const before = await running.merchant.listSessions({ limit: 1 });
    const opened = [];
    for (let n = 0; n < 3; n += 1)
      opened.unshift((await running.merchant.createSession(SESSION)).body.checkout_session.id);
    const first = await running.merchant.listSessions({ limit: 2 });
    expect([idsOf(first), first.body.has_more]).toEqual([opened.slice(0, 2), true]);
    const next = await running.merchant.listSessions({ limit: 2, cursor: first.body.next_cursor! });
    expect(idsOf(next)).toEqual([opened[2], ...idsOf(before)]);
  });

  it('is complete while sessions are being opened', async () => {
    const opening = Array.from({ length: 20 }, () => running.merchant.createSession(SESSION));
    const reading = Array.from({ length: 20 }, () => running.merchant.listSessions({ limit: 100 }));
    for (const { status, body } of await Promise.all(reading))
      expect([status, body.data.every(session => session.payment.id === session.payment_id)]).toEqual([200, true]);
    const opened = (await Promise.all(opening)).map(({ body }) => body.checkout_session.id);
    const ids = idsOf(await running.merchant.listSessions({ limit: 20 }));
    expect(ids.toSorted()).toEqual(opened.toSorted());
  });

  it.each([
    ['status=SUCCEEDED', '/status'],
    ['status=PENDING&status=PENDING', '/status'],
    ['limit=ten', '/limit'],
    ['cursor=x', '/cursor'],
    ['reference=a', '/reference'],
  ])('refuses ?%s', async (query, pointer) => {
    expect(faultsOf(await running.merchant.call('GET', `/v1/checkout-sessions?${query}`))).toEqual([pointer]);
  });
});

describe('the refunds of a payment', () => {
  const refunded = async () => {
    const body = { ...AMOUNT, payment_method: card(cards.visa), confirm: true };
    const { id } = (await running.merchant.createPayment(body)).body.payment;
    const refunds = [];
    for (const amount of [1_000, 2_000, 3_000]) {
      const { status, body: answer } = await running.merchant.createRefund(id, { amount });
      expect(status).toBe(201);
      refunds.unshift(answer.refund);
    }
    return { id, refunds };
  };

  it('come in pages, newest first, each as it is read alone', async () => {
    const { id, refunds } = await refunded();
    const first = (await running.merchant.refunds(id, { limit: 2 })).body;
    expect(first).toEqual({ data: refunds.slice(0, 2), has_more: true, next_cursor: expect.any(String) });
    const rest = await running.merchant.refunds(id, { limit: 2, cursor: first.next_cursor! });
    expect(rest.body).toEqual({ data: refunds.slice(2), has_more: false, next_cursor: null });
    for (const refund of refunds) expect((await running.merchant.getRefund(refund.id)).body).toEqual({ refund });
  });

  it('are another merchant’s as little as the payment, and none at first', async () => {
    const { id, refunds } = await refunded();
    const theirs = [
      await running.otherMerchant.refunds(id),
      await running.otherMerchant.getRefund(refunds[0]!.id),
      await running.merchant.getRefund('re_00000000000000000000000000'),
      await running.merchant.getRefund('%00'),
      await running.merchant.refunds('%00'),
    ];
    for (const { status, body } of theirs) expect([status, body.code]).toEqual([404, 'not_found']);
    const fresh = await created();
    expect((await running.merchant.refunds(fresh.id)).body).toEqual({ data: [], has_more: false, next_cursor: null });
  });
});

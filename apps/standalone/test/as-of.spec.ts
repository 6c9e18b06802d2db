import { card, cards, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const faultsOf = ({ status, body }: Answer<unknown>): unknown => [status, body.code, body.errors?.[0]?.pointer];
const IN_THE_FUTURE = [422, 'validation_failed', '/as_of'];

/** A payment that was declined, then succeeded, and its events. */
const paid = async () => {
  const { id } = (await running.merchant.createPayment(AMOUNT)).body.payment;
  await running.merchant.confirmPayment(id, { payment_method: card(cards.declined) });
  await running.merchant.confirmPayment(id, { payment_method: card(cards.visa) });
  const { data } = (await running.merchant.timeline(id, { limit: 100 })).body;
  return { id, events: data.filter(({ stream }) => stream === `payment-${id}`), all: data };
};

describe('a payment as of a moment', () => {
  it('is what each of its events made of it, by position and by time', async () => {
    const { id, events } = await paid();
    expect(events.map(({ type }) => type)).toEqual([
      'PaymentCreated',
      'PaymentConfirmed',
      'PaymentAttemptDeclined',
      'PaymentConfirmed',
      'PaymentSucceeded',
    ]);
    const statuses = ['CREATED', 'PROCESSING', 'REQUIRES_PAYMENT_METHOD', 'PROCESSING', 'SUCCEEDED'];
    for (const [index, { position, occurred_at }] of events.entries()) {
      const at = (await running.merchant.getPayment(id, { as_of: position })).body.payment;
      expect(at).toMatchObject({ version: index, status: statuses[index], updated_at: occurred_at });
      // Inclusive: of events in one millisecond the last one counts.
      const last = events.findLastIndex(event => event.occurred_at === occurred_at);
      const byTime = await running.merchant.getPayment(id, { as_of: occurred_at });
      expect(byTime.body.payment).toMatchObject({ version: last, status: statuses[last] });
    }
    const whole = (await running.merchant.getPayment(id)).body;
    const now = await running.merchant.getPayment(id, { as_of: events.at(-1)!.position });
    expect(now.body).toEqual(whole);
  });

  it('stays as the event before it made it, at a position of somebody else', async () => {
    const { id, events, all } = await paid();
    const foreign = all.find(({ stream }) => stream.startsWith('charge_attempt'))!;
    const before = events.findLastIndex(({ position }) => BigInt(position) < BigInt(foreign.position));
    const { payment } = (await running.merchant.getPayment(id, { as_of: foreign.position })).body;
    expect(payment.version).toBe(before);
  });

  it('takes a time with an offset, and without milliseconds', async () => {
    const { id, events } = await paid();
    const last = Date.parse(events.at(-1)!.occurred_at);
    const shifted = `${new Date(last + 7_200_000).toISOString().slice(0, -1)}+02:00`;
    expect((await running.merchant.getPayment(id, { as_of: shifted })).body.payment.status).toBe('SUCCEEDED');
    const raw = await running.merchant.call('GET', `/v1/payments/${id}?as_of=${shifted}`);
    expect(raw.status).toBe(200);
    expect((await running.merchant.getPayment(id, { as_of: '2020-01-01T00:00:00Z' })).status).toBe(404);
  });

  it('was not there before its creation', async () => {
    const { id, events } = await paid();
    const [{ position, occurred_at } = { position: '', occurred_at: '' }] = events;
    for (const asOf of [BigInt(position) - 1n, 0n, new Date(Date.parse(occurred_at) - 1).toISOString()]) {
      const { status, body } = await running.merchant.getPayment(id, { as_of: String(asOf) });
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });

  it('is not known of the future', async () => {
    const { id } = await paid();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(faultsOf(await running.merchant.getPayment(id, { as_of: tomorrow }))).toEqual(IN_THE_FUTURE);
    const { rows } = await running.database.pool.query('select max(position)::bigint as head from event_log.events');
    const head = BigInt(rows[0].head);
    expect((await running.merchant.getPayment(id, { as_of: String(head) })).status).toBe(200);
    expect(faultsOf(await running.merchant.getPayment(id, { as_of: String(head + 1n) }))).toEqual(IN_THE_FUTURE);
    expect(faultsOf(await running.merchant.getPayment(id, { as_of: '9'.repeat(18) }))).toEqual(IN_THE_FUTURE);
  });

  it.each(['', 'yesterday', '-1', '1.5', '2026-11-21', '2026-13-01T00:00:00Z', '9'.repeat(40)])(
    'refuses %p',
    async asOf => {
      const { id } = (await running.merchant.createPayment(AMOUNT)).body.payment;
      expect(faultsOf(await running.merchant.getPayment(id, { as_of: asOf }))).toEqual(IN_THE_FUTURE);
    },
  );

  it('refuses two moments at once, and is no one else’s', async () => {
    const { id, events } = await paid();
    const { position } = events[0]!;
    const twice = await running.merchant.call('GET', `/v1/payments/${id}?as_of=${position}&as_of=${position}`);
    expect(faultsOf(twice)).toEqual(IN_THE_FUTURE);
    expect((await running.otherMerchant.getPayment(id, { as_of: position })).status).toBe(404);
  });
});

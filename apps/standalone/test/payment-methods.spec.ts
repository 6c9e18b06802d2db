import type { PaymentMethodResource } from '@counterfoil/contracts';
import { card, cards, type Answer } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const typed = { ...card(cards.visa).card, cvc: '7391' };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const kept = async (change: object = {}): Promise<PaymentMethodResource> => {
  const { status, body } = await running.merchant.createPaymentMethod({ type: 'card', card: { ...typed, ...change } });
  expect(status).toBe(201);
  return body.payment_method;
};
const payWith = async (token: string, merchant = running.merchant) => {
  const { id } = (await merchant.createPayment(AMOUNT)).body.payment;
  return merchant.confirmPayment(id, { payment_method: { type: 'card', token } });
};
const faultsOf = ({ status, body }: Answer<unknown>): readonly unknown[] => [
  status,
  body.errors?.map(({ pointer }) => pointer),
];
const NOT_USABLE = [422, ['/payment_method/token']];

describe('a payment method', () => {
  it('is answered without its number, and lives for 24 hours', async () => {
    const method = await kept();
    expect(method).toEqual({
      id: expect.stringMatching(/^pm_[0-9a-z]{26}$/),
      type: 'card',
      card: {
        brand: 'visa',
        last4: '4242',
        exp_month: 12,
        exp_year: 2099,
        fingerprint: expect.stringMatching(/\w{8}/),
      },
      created_at: TIME,
      expires_at: TIME,
    });
    expect(Date.parse(method.expires_at) - Date.parse(method.created_at)).toBe(24 * 3_600_000);
  });

  it('has the fingerprint of its number, which two merchants cannot compare', async () => {
    const [one, two, other] = [await kept(), await kept({ exp_month: 1 }), await kept({ number: cards.mastercard })];
    expect(two.card.fingerprint).toBe(one.card.fingerprint);
    expect(two.id).not.toBe(one.id);
    expect(other.card.fingerprint).not.toBe(one.card.fingerprint);
    const theirs = await running.otherMerchant.createPaymentMethod({ type: 'card', card: typed });
    expect(theirs.body.payment_method.card.fingerprint).not.toBe(one.card.fingerprint);
  });

  it('serves any number of the merchant’s payments', async () => {
    const { id } = await kept();
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await payWith(id);
      expect([status, body.payment.status]).toEqual([200, 'SUCCEEDED']);
      expect(body.payment.payment_method).toMatchObject({ id, card: { last4: '4242' } });
    }
    const atOnce = await running.merchant.createPayment({
      ...AMOUNT,
      payment_method: { type: 'card', token: id },
      confirm: true,
    });
    expect([atOnce.status, atOnce.body.payment.status]).toEqual([201, 'SUCCEEDED']);
    const session = await running.merchant.createSession({ ...AMOUNT, return_url: 'https://merchant.example' });
    const { token } = session.body.checkout_session;
    const confirmed = await running.payer.confirm(token, { payment_method: { type: 'card', token: id } });
    expect([confirmed.status, confirmed.body.confirmResult?.status]).toEqual([200, 'COMPLETED']);
  });

  it('of a confirm serves that payment only', async () => {
    const { id } = (await running.merchant.createPayment(AMOUNT)).body.payment;
    const declined = await running.merchant.confirmPayment(id, { payment_method: card(cards.declined) });
    const token = declined.body.payment.payment_method!.id;
    expect(faultsOf(await payWith(token))).toEqual(NOT_USABLE);
  });

  it('is of no use when it is unknown, another merchant’s or expired', async () => {
    const { id } = await kept();
    expect(faultsOf(await payWith('pm_00000000000000000000000000'))).toEqual(NOT_USABLE);
    expect(faultsOf(await payWith(id, running.otherMerchant))).toEqual(NOT_USABLE);
    await running.database.pool.query(`update vault.payment_methods set expires_at = now() where id = $1`, [id]);
    expect(faultsOf(await payWith(id))).toEqual(NOT_USABLE);
  });

  it.each([
    [{ type: 'card', token: 'pm_1' }, ['/card', '/token']],
    [{ type: 'card', card: { ...typed, number: '4242424242424241' } }, ['/card/number']],
    [{ type: 'card', card: { ...typed, exp_year: 2020 } }, ['/card/exp_year']],
    [{ type: 'card', card: { ...typed, cvc: '12' } }, ['/card/cvc']],
    [{ type: 'cash', card: typed }, ['/type']],
    [{ type: 'card', card: typed, merchant: 'x' }, ['/merchant']],
    [{}, ['/card', '/type']],
  ])('is not made of case %#', async (body, pointers) => {
    const answer = await running.merchant.createPaymentMethod(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(pointers);
    // By chance a trace id may hold these digits.
    expect(answer.text.replace(answer.body.trace_id ?? '', '')).not.toMatch(/4242/);
  });

  it('is made once for an idempotency key, whatever its cvc', async () => {
    const key = randomUUID();
    const body = { type: 'card', card: typed };
    const first = await running.merchant.createPaymentMethod(body, key);
    const again = await running.merchant.createPaymentMethod({ ...body, card: { ...typed, cvc: '111' } }, key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await running.merchant.createPaymentMethod({ ...body, card: { ...typed, exp_month: 1 } }, key);
    expect([other.body.code, ...faultsOf(other)]).toEqual(['idempotency_key_reused', 422, ['/card/exp_month']]);
    const { rowCount } = await running.database.pool.query('select from vault.payment_methods where id = $1', [
      first.body.payment_method.id,
    ]);
    expect(rowCount).toBe(1);
  });

  it('of a confirm that is refused is not kept', async () => {
    const { merchant, payer, database } = running;
    const { token, payment_id: id } = (await merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/' }))
      .body.checkout_session;
    await payer.confirm(token, { payment_method: card(cards.visa) });
    const other = { payment_method: card(cards.mastercard) };
    const refused = [await payer.confirm(token, other), await merchant.confirmPayment(id, other)];
    expect(refused.map(({ status }) => status)).toEqual([409, 409]);
    expect((await merchant.confirmPayment('pay_unknown', other)).status).toBe(404);
    const text = `select id from vault.payment_methods where brand = 'mastercard' and payment_id = any ($1)`;
    expect((await database.pool.query(text, [[id, 'pay_unknown']])).rows).toEqual([]);
  });

  it('leaves its number in no row', async () => {
    await running.merchant.createPaymentMethod({ type: 'card', card: typed }, randomUUID());
    const tables = await running.database.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.rows.length).toBeGreaterThan(5);
    for (const { name } of tables.rows) {
      const { rows } = await running.database.pool.query<{ row: string }>(`select t::text as row from ${name} t`);
      for (const { row } of rows) expect(row).not.toContain(cards.visa);
    }
  });
});

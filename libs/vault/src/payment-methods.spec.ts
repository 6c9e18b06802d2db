import { randomBytes, randomUUID } from 'node:crypto';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { CardVault } from './card-vault.ts';
import { PaymentMethods } from './payment-methods.ts';
import { Sealer } from './sealer.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const card = { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2030, cvc: '987' };
const contextOf = (changes: Partial<RequestContext> = {}): RequestContext => ({
  merchantId: 'mer_1',
  actor: 'key_1',
  correlationId: '0'.repeat(32),
  commandId: randomUUID(),
  now,
  ...changes,
});
const faultsOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: unknown) => (error instanceof Problem ? error.extras.errors?.map(fault => fault.pointer) : error),
  );

describe('payment methods', () => {
  let db: TestDatabase;
  let vault: CardVault;
  let methods: PaymentMethods;

  beforeAll(async () => {
    db = await testDatabase();
    await CardVault.migrate(db.pool);
    vault = new CardVault(db.pool, new Sealer(randomBytes(32)));
    methods = new PaymentMethods(vault);
  });
  afterAll(() => db.drop());

  it('takes a card, once for each command', async () => {
    const context = contextOf();
    const taken = await methods.take({ type: 'card', card }, context, 'pay_1');
    expect(taken).toEqual({
      id: expect.stringMatching(/^pm_[0-9a-z]{26}$/),
      type: 'card',
      card: { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 },
    });
    expect(await methods.take({ type: 'card', card }, context, 'pay_1')).toEqual(taken);
    expect(await vault.reveal(taken.id, now)).toMatchObject({ number: '4242424242424242' });
  });

  it('drops the card of a refused command, but not one that it named', async () => {
    const first = contextOf();
    const { id: token } = await methods.take({ type: 'card', card }, first, 'pay_1');
    const refused = contextOf();
    await methods.take({ type: 'card', token }, refused, 'pay_1');
    await methods.drop(refused);
    expect(await vault.reveal(token, now)).toMatchObject({ cvc: '987' });
    await methods.drop(first);
    expect(await vault.find(token, 'mer_1', now)).toBeNull();
  });

  it('refuses a bad card with all its faults', async () => {
    const bad = { ...card, number: '4242424242424241', exp_year: 2020 };
    expect(await faultsOf(methods.take({ type: 'card', card: bad }, contextOf(), 'pay_1'))).toEqual([
      '/payment_method/card/number',
      '/payment_method/card/exp_year',
    ]);
  });

  it('takes the token of a card that was made by a confirm for that payment only', async () => {
    const { id: token } = await methods.take({ type: 'card', card }, contextOf(), 'pay_1');
    expect(await methods.take({ type: 'card', token }, contextOf(), 'pay_1')).toMatchObject({ id: token });
    expect(await faultsOf(methods.take({ type: 'card', token }, contextOf(), 'pay_2'))).toEqual([
      '/payment_method/token',
    ]);
  });

  it('says whether a method that a payment has may still pay for it', async () => {
    const { id } = await methods.take({ type: 'card', card }, contextOf(), 'pay_5');
    expect(await methods.isKept(id, contextOf(), 'pay_5')).toBe(true);
    expect(await methods.isKept(id, contextOf(), 'pay_6')).toBe(false);
    expect(await methods.isKept(id, contextOf({ merchantId: 'mer_2' }), 'pay_5')).toBe(false);
    expect(await methods.isKept(id, contextOf({ now: new Date(now.getTime() + 24 * 3_600_000) }), 'pay_5')).toBe(false);
    await vault.wipeOfPayment('pay_5', now);
    expect(await methods.isKept(id, contextOf(), 'pay_5')).toBe(false);
  });

  it.each([
    ['unknown', 'pm_unknown', {}],
    ['foreign', 'pm_any', { merchantId: 'mer_2' }],
    ['expired', 'pm_any', { now: new Date(now.getTime() + 1_000) }],
  ])('refuses a token that is %s', async (_, token, changes) => {
    await vault.store({ id: 'pm_any', merchantId: 'mer_1', paymentId: null, card, now, ttlMs: 1_000 });
    expect(await methods.take({ type: 'card', token: 'pm_any' }, contextOf(), 'pay_9')).toMatchObject({ id: 'pm_any' });
    expect(await faultsOf(methods.take({ type: 'card', token }, contextOf(changes), 'pay_9'))).toEqual([
      '/payment_method/token',
    ]);
  });
});

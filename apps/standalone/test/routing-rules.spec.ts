import type { RoutingRulesResource, SimulatedRouting } from '@counterfoil/contracts';
import { card, cards, type MerchantClient } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

const AMEX = '378282246310005';
const RETURN_URL = 'https://shop.example/thanks';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});
beforeEach(() => putRules([]));
afterAll(() => running.stop());

interface Answer {
  readonly routing_rules: RoutingRulesResource;
}

const to = (...names: readonly string[]) => names.map(provider => ({ provider }));
const weighted = (weights: Readonly<Record<string, number>>) =>
  Object.entries(weights).map(([provider, weight]) => ({ provider, weight }));

const put = (body: unknown, merchant: MerchantClient = running.merchant) =>
  merchant.call<Answer>('PUT', '/v1/routing-rules', { body });
const putRules = async (rules: readonly unknown[]): Promise<RoutingRulesResource> => {
  const { status, body } = await put({ rules });
  expect([status, body.errors]).toEqual([200, undefined]);
  return body.routing_rules;
};
const read = async (merchant: MerchantClient = running.merchant): Promise<RoutingRulesResource> =>
  (await merchant.call<Answer>('GET', '/v1/routing-rules')).body.routing_rules;
const simulate = (body: object) =>
  running.merchant.call<SimulatedRouting>('POST', '/v1/routing-rules/simulate', {
    body: { amount: 12_500, currency: 'EUR', ...body },
  });

const firstCharge = async (paymentId: string, merchant: MerchantClient = running.merchant) => {
  const [charge] = (await merchant.charges(paymentId)).body.data;
  return charge!;
};
const paid = async (change: object = {}, number: string = cards.visa, merchant: MerchantClient = running.merchant) => {
  const money = { amount: 12_500, currency: 'EUR' };
  const { status, body } = await merchant.createPayment({
    ...{ ...money, ...change, payment_method: card(number), confirm: true },
  });
  expect(status).toBe(201);
  return firstCharge(body.payment.id, merchant);
};
const paidFrom = async (country: string | null) => {
  const { body } = await running.merchant.createSession({ amount: 12_500, currency: 'EUR', return_url: RETURN_URL });
  const { token, payment_id: paymentId } = body.checkout_session;
  const address = country === null ? {} : { billing_address: { line1: '1 High Street', country } };
  const confirmed = await running.payer.confirm(token, { payment_method: card(cards.visa), ...address });
  expect(confirmed.body.confirmResult.paymentStatus).toBe('SUCCEEDED');
  return firstCharge(paymentId);
};

const anything = {
  ...{ currencies: [], amount_min: null, amount_max: null },
  ...{ brands: [], countries: [], capture_methods: [] },
};

describe('routing rules', () => {
  it('are none at first, counted by their changes, and answered as they are kept', async () => {
    const before = await read();
    const rules = [
      { name: 'large', conditions: { amount_min: 100_000 }, providers: to('beta', 'alpha') },
      { name: 'the rest', providers: weighted({ alpha: 70, beta: 30 }) },
    ];
    const kept = await putRules(rules);
    expect(kept).toMatchObject({
      version: before.version + 1,
      rules: [
        {
          ...{ name: 'large', conditions: { ...anything, amount_min: 100_000 } },
          providers: [
            { provider: 'beta', weight: null },
            { provider: 'alpha', weight: null },
          ],
        },
        { name: 'the rest', conditions: anything, providers: weighted({ alpha: 70, beta: 30 }) },
      ],
    });
    expect(await read()).toEqual(kept);
    // What was read may be sent, and changes nothing; nor does a repeat on the version that it replaced.
    expect((await put({ rules: kept.rules, version: kept.version })).body.routing_rules).toEqual(kept);
    expect((await put({ rules, version: before.version })).body.routing_rules).toEqual(kept);
    expect(await read(running.otherMerchant)).toEqual({ version: 0, rules: [], updated_at: null });
  });

  it('hold from the answer on: the next payment goes by them', async () => {
    for (const provider of ['beta', 'alpha', 'beta', 'alpha']) {
      await putRules([{ name: `to ${provider}`, providers: to(provider) }]);
      expect((await paid()).routing).toMatchObject({ rule: `to ${provider}`, candidates: [provider] });
    }
  });

  it('decide by currency, amount, brand and capture method; the first that fits, and the built-in one after them', async () => {
    const { version } = await putRules([
      { name: 'lira', conditions: { currencies: ['TRY'] }, providers: to('beta') },
      { name: 'amex', conditions: { brands: ['amex'] }, providers: to('alpha') },
      { name: 'middle', conditions: { amount_min: 500, amount_max: 1_000 }, providers: to('beta', 'alpha') },
      { name: 'held', conditions: { capture_methods: ['manual'] }, providers: to('beta') },
    ]);
    const decided = async (change: object, number?: string) => {
      const { provider, routing } = await paid(change, number);
      return [provider, routing.rule, routing.candidates, routing.excluded] as const;
    };
    const notAlpha = [{ provider: 'alpha', reason: 'not_in_rule' }];
    const notBeta = [{ provider: 'beta', reason: 'not_in_rule' }];
    expect(await decided({ currency: 'TRY', amount: 700 })).toEqual(['beta', 'lira', ['beta'], notAlpha]);
    expect(await decided({}, AMEX)).toEqual(['alpha', 'amex', ['alpha'], notBeta]);
    expect(await decided({ amount: 500 })).toEqual(['beta', 'middle', ['beta', 'alpha'], []]);
    expect(await decided({ amount: 1_000 })).toEqual(['beta', 'middle', ['beta', 'alpha'], []]);
    expect(await decided({ amount: 1_001 })).toEqual(['alpha', 'default', ['alpha', 'beta'], []]);
    expect(await decided({ capture_method: 'manual' })).toEqual(['beta', 'held', ['beta'], notAlpha]);

    const { payment_id: paymentId, id } = await paid({ currency: 'TRY' });
    const { data } = (await running.merchant.timeline(paymentId)).body;
    const created = data.find(({ stream, revision }) => stream === `charge_attempt-${id}` && revision === 0);
    expect(created?.data['routing']).toEqual({
      ...{ rule: 'lira', rulesVersion: version, candidates: ['beta'], excluded: notAlpha },
    });
  });

  it('decide by the country of the payer’s billing address, and not where it is not known', async () => {
    await putRules([{ name: 'neighbours', conditions: { countries: ['DE', 'AT'] }, providers: to('beta') }]);
    const rules = await Promise.all(['DE', 'AT', 'FR', null].map(paidFrom));
    expect(rules.map(({ provider, routing }) => [provider, routing.rule])).toEqual([
      ...[
        ['beta', 'neighbours'],
        ['beta', 'neighbours'],
      ],
      ...[
        ['alpha', 'default'],
        ['alpha', 'default'],
      ],
    ]);
    expect((await paid()).routing.rule).toBe('default');
  });

  it('with weights share payments out; each keeps its order, and falls back along it', async () => {
    await putRules([{ name: 'shared', providers: weighted({ alpha: 50, beta: 50 }) }]);
    const charges = await Promise.all(Array.from({ length: 24 }, () => paid()));
    expect(new Set(charges.map(({ provider }) => provider))).toEqual(new Set(['alpha', 'beta']));
    for (const { provider, routing } of charges) {
      expect(routing.candidates[0]).toBe(provider);
      expect([...routing.candidates].sort()).toEqual(['alpha', 'beta']);
    }
    await putRules([{ name: 'nearly all', providers: weighted({ alpha: 1, beta: 100 }) }]);
    const { routing, payment_id: paymentId } = await paid({}, cards.processingError);
    const attempts = (await running.merchant.charges(paymentId)).body.data;
    expect(attempts.slice(0, 2).map(({ provider }) => provider)).toEqual(routing.candidates.slice(0, attempts.length));
  });

  it('send a payment nowhere when none of the rule’s providers can take it', async () => {
    await putRules([{ name: 'beta only', providers: to('beta') }]);
    const charge = await paid({}, AMEX);
    expect(charge).toMatchObject({ status: 'FAILED', provider: null });
    expect(charge.routing).toEqual({
      ...{ rule: 'beta only', candidates: [] },
      excluded: [
        { provider: 'beta', reason: 'brand_not_supported' },
        { provider: 'alpha', reason: 'not_in_rule' },
      ],
    });
    expect((await running.merchant.getPayment(charge.payment_id)).body.payment.decline).toMatchObject({
      ...{ code: 'provider_unavailable', category: 'soft' },
    });
  });

  it('are each merchant’s own', async () => {
    await putRules([{ name: 'mine', providers: to('beta') }]);
    expect((await paid({}, cards.visa, running.otherMerchant)).routing.rule).toBe('default');
    expect((await paid()).routing.rule).toBe('mine');
  });

  it('that others have changed meanwhile are not overwritten', async () => {
    const { version } = await read();
    await putRules([{ name: 'theirs', providers: to('beta') }]);
    const { status, body } = await put({ rules: [{ name: 'mine', providers: to('alpha') }], version });
    expect([status, body.code]).toEqual([409, 'routing_rules_changed']);
    expect((await read()).rules.map(({ name }) => name)).toEqual(['theirs']);
  });

  it('changed by many at once on the same version are those of one of them', async () => {
    const { version } = await read();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => put({ rules: [{ name: `of ${at}`, providers: to('alpha') }], version })),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'routing_rules_changed')).toHaveLength(7);
    expect(await read()).toEqual(won[0]?.body.routing_rules);
    expect((await read()).version).toBe(version + 1);
  });

  it('that are wrong are refused with every fault at once, and change nothing', async () => {
    const before = await read();
    const { status, body } = await put({
      version: -1,
      rules: [
        { name: 'default', conditions: { currencies: ['EUR', 'EURO'], countries: ['DE', 'UK'] }, providers: [] },
        { name: 'a', conditions: { amount_min: 2, amount_max: 1, brands: ['bankcard'], city: 'Bonn' }, providers: 1 },
        { name: 'a', conditions: { amount_min: -1, amount_max: '1' }, providers: to('alpha', 'omega', 'alpha') },
        { name: '', providers: [{ provider: 'alpha', weight: 101 }, { provider: 'beta' }] },
        { name: 'n'.repeat(65), providers: [{ provider: 'alpha', weight: '1', share: 1 }] },
      ],
    });
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors?.map(({ pointer }) => pointer).sort()).toEqual(
      [
        ...['/version', '/rules/0/name', '/rules/0/conditions/currencies/1', '/rules/0/conditions/countries/1'],
        ...['/rules/0/providers', '/rules/1/conditions/amount_max', '/rules/1/conditions/brands/0'],
        ...['/rules/1/conditions/city', '/rules/1/providers', '/rules/2/name', '/rules/2/conditions/amount_min'],
        ...['/rules/2/conditions/amount_max', '/rules/2/providers/1/provider', '/rules/2/providers/2/provider'],
        ...['/rules/3/name', '/rules/3/providers/0/weight', '/rules/3/providers'],
        ...['/rules/4/name', '/rules/4/providers/0/weight', '/rules/4/providers/0/share'],
      ].sort(),
    );
    expect(body.errors?.find(({ pointer }) => pointer === '/rules/2/providers/1/provider')?.detail).toBe(
      'must be one of "alpha", "beta"',
    );
    expect(await read()).toEqual(before);
    for (const bad of [{}, { rules: null }, { rules: {} }, { rules: [null] }, { rules: [], more: 1 }])
      expect((await put(bad)).status).toBe(422);
  });

  it('are a hundred at most', async () => {
    const rules = Array.from({ length: 101 }, (_, at) => ({ name: `rule ${at}`, providers: to('alpha') }));
    expect((await putRules(rules.slice(1))).rules).toHaveLength(100);
    expect((await put({ rules })).body.errors).toEqual([{ pointer: '/rules', detail: 'must have at most 100 items' }]);
  });
});

describe('a simulation', () => {
  const rules = [
    { name: 'small lira', conditions: { currencies: ['TRY'], amount_max: 1_000 }, providers: to('beta', 'alpha') },
    { name: 'amex', conditions: { brands: ['amex'] }, providers: to('beta') },
    { name: 'held', conditions: { capture_methods: ['manual'] }, providers: to('alpha') },
  ];

  it('says what then happens', async () => {
    const { version } = await putRules(rules);
    for (const [change, number, brand] of [
      [{ currency: 'TRY', amount: 1_000 }, cards.visa, 'visa'],
      [{ currency: 'TRY', amount: 1_001 }, cards.mastercard, 'mastercard'],
      [{}, AMEX, 'amex'],
      [{ capture_method: 'manual' }, cards.visa, 'visa'],
      [{ currency: 'KWD' }, cards.visa, 'visa'],
    ] as const) {
      const { status, body } = await simulate({ ...change, brand });
      expect([status, body.version]).toEqual([200, version]);
      const { weights, ...decision } = body.routing;
      expect(weights).toBeNull();
      expect((await paid(change, number)).routing).toEqual(decision);
    }
  });

  it('tries rules that are not kept, and says their weights', async () => {
    const before = await read();
    const draws = await Promise.all(
      Array.from({ length: 24 }, () =>
        simulate({ rules: [{ name: 'tried', providers: weighted({ alpha: 50, beta: 50 }) }] }),
      ),
    );
    for (const { status, body } of draws) {
      expect([status, body.version]).toEqual([200, null]);
      expect(body.routing).toMatchObject({ rule: 'tried', excluded: [], weights: weighted({ alpha: 50, beta: 50 }) });
    }
    expect(new Set(draws.map(({ body }) => body.routing.candidates.join()))).toEqual(
      new Set(['alpha,beta', 'beta,alpha']),
    );
    expect(await read()).toEqual(before);
  });

  it('knows no country and no brand unless it is told', async () => {
    await putRules([
      { name: 'at home', conditions: { countries: ['TR'] }, providers: to('beta') },
      { name: 'visa', conditions: { brands: ['visa'] }, providers: to('alpha') },
    ]);
    const ruleOf = async (asked: object) => (await simulate(asked)).body.routing.rule;
    expect(await ruleOf({})).toBe('default');
    expect(await ruleOf({ brand: 'visa' })).toBe('visa');
    expect(await ruleOf({ brand: 'visa', country: 'TR' })).toBe('at home');
  });

  it('of what cannot be is refused with every fault at once', async () => {
    const { status, body } = await simulate({
      ...{ amount: 0, currency: 'EURO', brand: 'bankcard', country: 'XX', capture_method: 'later', more: 1 },
      rules: [{ name: 'r', providers: to('omega') }],
    });
    expect(status).toBe(422);
    expect(body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/amount', '/brand', '/capture_method', '/country', '/currency', '/more', '/rules/0/providers/0/provider'],
    ]);
  });
});

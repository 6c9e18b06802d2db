import type { Page, ProviderResource } from '@counterfoil/contracts';
import { card, cards, eventually } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { runProduct, type RunningProduct } from './running-product.ts';

const base = { amount: 12_500, currency: 'TRY' };
const pays = { payment_method: card(cards.visa) };
/** Failures in a row, for a circuit without a memory; and with any. */
const OPENS_AFTER = 10;
const ENOUGH = 20;

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct({ TEST_CLOCK: '1', PROVIDER_TIMEOUT_MS: '6000' });
});
afterAll(() => running.stop());

const paid = async (more: object = {}) => {
  const { status, body } = await running.merchant.createPayment({ ...base, ...pays, confirm: true, ...more });
  expect(status).toBe(201);
  return body;
};

const attemptsOf = async (id: string) =>
  (await running.merchant.charges(id)).body.data.map(({ provider, status }) => [provider, status]);

const providers = async (): Promise<readonly ProviderResource[]> => {
  const { status, body } = await running.merchant.call<Page<ProviderResource>>('GET', '/v1/providers');
  expect([status, body.has_more, body.next_cursor]).toEqual([200, false, null]);
  return body.data;
};
const states = async () => Object.fromEntries((await providers()).map(({ provider, state }) => [provider, state]));

/** The value of a sample; 0 without one. */
const metric = async (name: string): Promise<number> => {
  const lines = (await (await fetch(`${running.product.url}/metrics`)).text()).split('\n');
  return Number(
    lines
      .find(line => line.startsWith(`counterfoil_${name} `))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};

/** Sends currencies to one provider each, or without an argument everything to all of them. */
const route = async (only: Readonly<Record<string, string>> = {}): Promise<void> => {
  const rules = Object.entries(only).map(([currency, provider]) => ({
    ...{ name: `${currency} to ${provider}`, conditions: { currencies: [currency] }, providers: [{ provider }] },
  }));
  expect((await running.merchant.call('PUT', '/v1/routing-rules', { body: { rules } })).status).toBe(200);
};

const fail = (provider: string, times: number, fault: object = { fault: 'error_before' }) =>
  running.provider.addFault({ provider, operation: 'authorize', times, ...fault });

/** So many payments that all providers named have failed often enough. */
const breakCircuitsOf = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await fail(name, ENOUGH);
  const pay = () => running.merchant.createPayment({ ...base, ...pays, confirm: true });
  await Promise.all(Array.from({ length: ENOUGH }, pay));
  await running.provider.clearFaults();
};

const recover = async (): Promise<void> => {
  await running.provider.clearFaults();
  await running.merchant.advanceClock(120);
  await route({ TRY: 'alpha', EUR: 'beta' });
  await Promise.all([paid(), paid({ currency: 'EUR' })]);
  await route();
  expect(await states()).toEqual({ alpha: 'closed', beta: 'closed' });
};

describe('a provider that fails', () => {
  afterEach(recover);

  it('has its circuit opened, which is told; it is left out of routing, tried again after a while, and called again', async () => {
    const now = (await running.merchant.advanceClock(0)).body.now;
    const opened = await metric('provider_circuit_changes_total{provider="alpha",to="open"}');
    await breakCircuitsOf('alpha');
    const [alpha, beta] = await providers();
    const retryAt = new Date(Date.parse(now) + 5_000).toISOString();
    expect(alpha).toMatchObject({
      ...{ provider: 'alpha', state: 'open', reason: 'circuit_open', opened_at: now, retry_at: retryAt },
      ...{ in_flight: 0, queued: 0, capabilities: { currencies: 'all', manual_capture: true } },
    });
    expect(beta).toMatchObject({ provider: 'beta', state: 'closed', reason: null, opened_at: null, retry_at: null });
    expect(await metric('provider_circuit_state{provider="alpha",state="open"}')).toBe(1);
    expect(await metric('provider_circuit_state{provider="beta",state="closed"}')).toBe(1);
    expect(await metric('provider_circuit_changes_total{provider="alpha",to="open"}')).toBe(opened + 1);

    const { payment } = await paid();
    const [charge] = (await running.merchant.charges(payment.id)).body.data;
    expect(charge).toMatchObject({
      ...{ provider: 'beta', status: 'SUCCEEDED', attempt: 1 },
      routing: { candidates: ['beta'], excluded: [{ provider: 'alpha', reason: 'circuit_open' }] },
    });

    await running.merchant.advanceClock(5);
    expect(await states()).toMatchObject({ alpha: 'half_open' });
    expect(await attemptsOf((await paid()).payment.id)).toEqual([['alpha', 'SUCCEEDED']]);
    expect(await states()).toMatchObject({ alpha: 'closed' });
  });

  it('is left alone for longer when it fails the call that was to show whether it works', async () => {
    await breakCircuitsOf('alpha');
    const openedAt = (await providers())[0]?.opened_at;
    await fail('alpha', 1);
    await running.merchant.advanceClock(5);
    expect(await attemptsOf((await paid()).payment.id)).toEqual([
      ['alpha', 'DECLINED'],
      ['beta', 'SUCCEEDED'],
    ]);
    const [alpha] = await providers();
    expect(alpha).toMatchObject({ state: 'open', opened_at: openedAt });
    expect(Date.parse(alpha?.retry_at ?? '') - Date.parse(openedAt ?? '')).toBe(15_000);
  });

  it('takes the payments that have nowhere else to go while it is tried again', async () => {
    await route({ TRY: 'beta' });
    await breakCircuitsOf('beta');
    await route();
    await running.merchant.advanceClock(5);
    expect(await states()).toEqual({ alpha: 'closed', beta: 'half_open' });
    const soft = { payment_method: card(cards.processingError) };
    const all = await Promise.all(Array.from({ length: 10 }, () => paid(soft)));
    expect(all.map(({ payment }) => payment.status)).toEqual(all.map(() => 'SUCCEEDED'));
  });

  it('is left alone for as long as it asks', async () => {
    const now = (await running.merchant.advanceClock(0)).body.now;
    await fail('alpha', 1, { fault: 'rate_limited', delay_ms: 30_000 });
    expect(await attemptsOf((await paid()).payment.id)).toEqual([
      ['alpha', 'FAILED'],
      ['beta', 'SUCCEEDED'],
    ]);
    const retryAt = new Date(Date.parse(now) + 30_000).toISOString();
    expect((await providers())[0]).toMatchObject({ state: 'open', reason: 'retry_after', retry_at: retryAt });
    await running.merchant.advanceClock(29);
    const { payment } = await paid();
    expect((await running.merchant.charges(payment.id)).body.data[0]?.routing).toMatchObject({
      excluded: [{ provider: 'alpha', reason: 'retry_after' }],
    });
    await running.merchant.advanceClock(1);
    expect(await attemptsOf((await paid()).payment.id)).toEqual([['alpha', 'SUCCEEDED']]);
  });
});

describe('the list of providers', () => {
  it('comes in pages, as every list', async () => {
    const page = async (query: string) =>
      (await running.merchant.call<Page<ProviderResource>>('GET', `/v1/providers?${query}`)).body;
    const first = await page('limit=1');
    expect(first).toMatchObject({ data: [{ provider: 'alpha' }], has_more: true });
    const second = await page(`limit=1&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ data: [{ provider: 'beta' }], has_more: false, next_cursor: null });
    const strange = await running.merchant.call('GET', '/v1/providers?cursor=x');
    expect([strange.status, strange.body.errors?.[0]?.pointer]).toEqual([422, '/cursor']);
  });
});

describe('while no provider can be called', () => {
  afterEach(recover);

  it('a payer is told to come back, loses nothing, and pays then', async () => {
    const { merchant, payer } = running;
    const create = async () => (await merchant.createPayment(base)).body.payment.id;
    const [id, paidBefore] = [await create(), await create()];
    const key = randomUUID();
    const before = await merchant.confirmPayment(paidBefore, pays, key);
    const session = await merchant.createSession({ ...base, return_url: 'https://merchant.example' });
    const { token, id: sessionId } = session.body.checkout_session;
    const sessionBefore = (await merchant.getSession(sessionId)).body;
    await breakCircuitsOf('alpha', 'beta');
    expect(await states()).toEqual({ alpha: 'open', beta: 'open' });

    const reference = randomUUID();
    const again = randomUUID();
    const refused = await Promise.all([
      merchant.confirmPayment(id, pays, again),
      payer.confirm(token, pays),
      merchant.createPayment({ ...base, ...pays, confirm: true, reference }),
    ]);
    for (const { status, headers, body } of refused)
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'provider_unavailable', '5']);
    expect((await merchant.getPayment(id)).body.payment).toMatchObject({ status: 'CREATED', attempts_left: 3 });
    expect((await merchant.getSession(sessionId)).body).toEqual(sessionBefore);
    expect((await merchant.listPayments({ reference })).body.data).toEqual([]);

    // What was accepted is told as it stands, what needs no provider is done, and what is wrong is wrong.
    expect((await merchant.confirmPayment(paidBefore, pays, key)).body).toEqual(before.body);
    expect((await merchant.confirmPayment(paidBefore, pays)).body.code).toBe('payment_not_confirmable');
    expect((await merchant.createPayment(base)).status).toBe(201);

    await merchant.advanceClock(5);
    expect((await merchant.confirmPayment(id, pays, again)).body.payment.status).toBe('SUCCEEDED');
    expect((await payer.confirm(token, pays)).body.confirmResult).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a provider that hangs', () => {
  const [calls, queued, more] = [64, 64, 30];
  const order: string[] = [];
  let toAlpha: Promise<unknown>;

  const pay = (currency: string) =>
    paid({ currency }).then(({ payment: { status, decline } }) =>
      order.push([currency, status, decline?.code].filter(Boolean).join(' ')),
    );

  it('lets payments at another one overtake: so many wait for it, and the others are told at once', async () => {
    await route({ EUR: 'alpha', TRY: 'beta' });
    await fail('alpha', calls + queued, { fault: 'hang', delay_ms: 9_000 });
    await running.provider.addFault({ provider: 'alpha', operation: 'status', fault: 'error_before', times: 1_000 });
    toAlpha = Promise.all(Array.from({ length: calls + queued + more }, () => pay('EUR')));
    await eventually(async () => (await providers())[0]?.queued === queued, { describe: 'alpha has all it may have' });
    expect((await providers())[0]).toMatchObject({ in_flight: calls, queued, state: 'closed' });
    expect(await metric('provider_calls_in_flight{provider="alpha"}')).toBe(calls);
    expect(await metric('provider_calls_queued{provider="alpha"}')).toBe(queued);
    await Promise.all(Array.from({ length: 50 }, () => pay('TRY')));
    await eventually(() => order.length === 50 + more);
    expect(order.toSorted()).toEqual([
      ...Array.from({ length: more }, () => 'EUR REQUIRES_PAYMENT_METHOD provider_unavailable'),
      ...Array.from({ length: 50 }, () => 'TRY SUCCEEDED'),
    ]);
    expect((await providers())[0]).toMatchObject({ in_flight: calls, queued });
  });

  it('is not called in vain by those that waited for their turn, nor asked more than its budget; nothing is lost', async () => {
    await toAlpha;
    const last = order.slice(-calls - queued);
    expect(last.filter(one => one.endsWith('provider_unavailable')).length).toBeGreaterThan(queued - OPENS_AFTER);
    const refused = await metric('provider_calls_refused_total{provider="alpha",reason="circuit_open"}');
    expect(refused).toBeGreaterThan(queued - OPENS_AFTER);
    const budget = 'reconciler_budget_spent_total{provider="alpha"}';
    await eventually(async () => (await metric(budget)) > 0, {
      describe: 'as many open charges as may be asked about',
    });
    await running.provider.clearFaults();
    await running.merchant.advanceClock(120);
    const left = () => running.merchant.listPayments({ status: 'PROCESSING' });
    await eventually(async () => (await left()).body.data.length === 0, { describe: 'all of them are known' });
  });
});

import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ LOG_LEVEL: 'info', PROVIDER_TIMEOUT_MS: '500' });
});

afterAll(() => running.stop());

const body = { amount: 12_500, currency: 'TRY' };
const pays = { ...body, confirm: true, payment_method: card(cards.visa) };

const scrape = async (): Promise<string> => (await fetch(`${running.product.url}/metrics`)).text();

/** The sum of the samples whose line has all of these parts. */
const sum = async (...parts: readonly string[]): Promise<number> => {
  const lines = (await scrape())
    .split('\n')
    .filter(line => !line.startsWith('#') && parts.every(part => line.includes(part)));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
};

/** By how much `act` moves that sum. */
const moved = async (parts: readonly string[], act: () => Promise<unknown>): Promise<number> => {
  const before = await sum(...parts);
  await act();
  return (await sum(...parts)) - before;
};

describe('a payment moves', () => {
  it.each([
    ['the requests of its route', ['counterfoil_http_requests_total{', 'route="/v1/payments"', 'status="201"'], 1],
    ['their durations', ['counterfoil_http_request_duration_seconds_count{', 'route="/v1/payments"'], 1],
    ['the calls to the provider', ['counterfoil_provider_calls_total{', '"authorize"', 'outcome="approved"'], 1],
    ['their durations too', ['counterfoil_provider_call_duration_seconds_count{', '"authorize"', '"approved"'], 1],
  ])('%s', async (_what, parts, by) => {
    expect(await moved(parts, () => running.merchant.createPayment(pays))).toBe(by);
  });

  it('the appends to the log', async () => {
    const appends = ['counterfoil_append_duration_seconds_count{', 'outcome="appended"'];
    expect(await moved(appends, () => running.merchant.createPayment(pays))).toBeGreaterThanOrEqual(3);
  });

  it('the replays, when it is asked for again under its key', async () => {
    const key = randomUUID();
    await running.merchant.createPayment(body, key);
    const replays = ['counterfoil_idempotency_replays_total '];
    expect(await moved(replays, () => running.merchant.createPayment(body, key))).toBe(1);
  });
});

describe('a scrape tells', () => {
  it('how far every projection and consumer is behind the log: not at all, once all is quiet', async () => {
    await running.merchant.createPayment(pays);
    await eventually(async () => (await sum('counterfoil_projection_lag_positions{')) === 0);
    await eventually(async () => (await sum('counterfoil_consumer_lag_positions{')) === 0);
    const text = await scrape();
    const names = Array.from(text.matchAll(/_lag_positions{(?:projection|consumer)="([^"]+)"}/g), ([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['timeline_v1', 'payment.charge-outcomes']));
  });

  it('how many positions a consumer that stands still is behind', async () => {
    const { pool } = running.database;
    const stand = 'update consumer.checkpoints set position = 0 where name = $1 returning name';
    const { rowCount } = await pool.query(stand, ['charge-attempt.attempt-unknown']);
    expect(rowCount).toBe(1);
    expect(await sum('counterfoil_consumer_lag_positions{consumer="charge-attempt.attempt-unknown"}')).toBeGreaterThan(
      0,
    );
  });

  it('how many events a consumer has given up on', async () => {
    const letters = ['counterfoil_dead_letters{consumer="payment.charge-outcomes"}'];
    const bury = () =>
      running.database.pool.query(
        `insert into consumer.dead_letters (consumer, position, key, stream, revision, event_id, type, state, attempts)
         values ('payment.charge-outcomes', 1, 'none', 'none-1', 0, $1, 'None', 'dead', 10)`,
        [randomUUID()],
      );
    expect(await moved(letters, bury)).toBe(1);
  });

  it('how many charges have an unknown outcome, and since when, until it is known', async () => {
    const { merchant, provider } = running;
    await provider.addFault({ operation: 'authorize', fault: 'drop_after', times: 1 });
    await provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
    const { payment } = (await merchant.createPayment({ ...pays, confirm: false, payment_method: undefined })).body;
    const confirmed = merchant.confirmPayment(payment.id, { payment_method: card(cards.visa) });
    await eventually(async () => (await sum('counterfoil_charges_unknown ')) === 1);
    expect(await sum('counterfoil_charges_unknown_oldest_seconds ')).toBeGreaterThan(0);
    await provider.clearFaults();
    expect((await confirmed).status).toBe(200);
    await eventually(async () => (await sum('counterfoil_charges_unknown ')) === 0, { timeoutMs: 30_000 });
    expect(await sum('counterfoil_charges_unknown_oldest_seconds ')).toBe(0);
  });

  it('no token, no id and no card', async () => {
    const { merchant, payer } = running;
    const { token, id } = (await merchant.createSession({ ...body, return_url: 'https://merchant.example' })).body
      .checkout_session;
    await payer.confirm(token, { payment_method: card(cards.visa) });
    const text = await scrape();
    expect(text).toContain('/v1/checkout-sessions/token/:token/confirm');
    const told = [token, id, cards.visa, 'sk_test_', '"pay_', '"mer_'].filter(secret => text.includes(secret));
    expect(told).toEqual([]);
  });
});

const logLines = (): readonly Readonly<Record<string, unknown>>[] =>
  running.product
    .output()
    .stdout.split('\n')
    .filter(line => line.startsWith('{') && line.endsWith('}'))
    .map(line => JSON.parse(line) as Record<string, unknown>);

it('one trace leads from a request to its answer, its log line and every event of its payment', async () => {
  const { product, merchantAuthorization, merchant } = running;
  const trace = randomUUID().replaceAll('-', '');
  const answer = await fetch(`${product.url}/v1/payments`, {
    method: 'POST',
    headers: {
      authorization: merchantAuthorization,
      'content-type': 'application/json',
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify(pays),
  });
  expect(answer.headers.get('traceparent')).toContain(trace);
  const { payment } = (await answer.json()) as { readonly payment: { readonly id: string } };
  const { data } = (await merchant.timeline(payment.id)).body;
  expect(data.map(({ stream }) => stream.split('-')[0])).toEqual(expect.arrayContaining(['payment', 'charge_attempt']));
  expect(new Set(data.map(entry => entry.correlation_id))).toEqual(new Set([trace]));
  const line = await eventually(() => logLines().find(each => each['trace_id'] === trace));
  expect(line).toMatchObject({
    route: '/v1/payments',
    status: 201,
    request_id: answer.headers.get('x-request-id'),
    actor: expect.stringMatching(/^key_/),
  });
});

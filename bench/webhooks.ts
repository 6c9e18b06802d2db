import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { atRate, percentileOf } from './latencies.ts';
import { withProduct, type BenchMerchant } from './merchant.ts';
import { startReceiver, type BenchReceiver } from './webhook-receivers.ts';

const BACKLOG = 20_000;
const HUNG_BACKLOG = 5_000;
const CLIENTS = 32;
/** Tries at once that the endpoint takes. */
const CONCURRENCY = 32;
const PER_SECOND = 100;
const ROUNDS = 3;
const SECONDS_A_ROUND = 8;

interface Endpoint {
  readonly id: string;
}

const ENDPOINTS = '/v1/webhook-endpoints';

const register = async (merchant: BenchMerchant, { url }: BenchReceiver, settings: object = {}): Promise<Endpoint> => {
  const body = { url, event_types: ['payment.created'], concurrency: CONCURRENCY, ...settings };
  return (await merchant.call<{ webhook_endpoint: Endpoint }>('POST', ENDPOINTS, body)).webhook_endpoint;
};

const createPayments = async (merchant: BenchMerchant, count: number): Promise<void> => {
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await merchant.create();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
};

const untilReceived = async (receiver: BenchReceiver, count: number): Promise<void> => {
  for (let got = 0; got < count; got = (await receiver.report()).received) await sleep(20);
};

/** So many a second. */
const rateOf = async (count: number, act: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await act();
  return count / ((performance.now() - begin) / 1_000);
};

/** What is to be compared with: the same bytes to the same receiver, sent by nobody who signs or writes anything down. */
const plainPosts = async (url: string, body: string): Promise<number> => {
  const agent = new Agent({ connections: CONCURRENCY });
  let left = BACKLOG;
  const client = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    while (left-- > 0) await (await request(url, { dispatcher: agent, method: 'POST', headers, body })).body.dump();
  };
  const perSecond = await rateOf(BACKLOG, () => Promise.all(Array.from({ length: CONCURRENCY }, client)));
  await agent.close();
  return perSecond;
};

/** Deliveries that came due while the endpoint took one a second. */
const benchBacklog = async (merchant: BenchMerchant, receiver: BenchReceiver): Promise<void> => {
  const { id } = await register(merchant, receiver, { rate_limit_per_s: 1 });
  await createPayments(merchant, BACKLOG);
  const { data } = await merchant.call<{ data: readonly unknown[] }>('GET', '/v1/events?limit=1');
  const body = JSON.stringify(data[0]);
  const plain = await plainPosts(receiver.url, body);
  const { received } = await receiver.report();
  const left = BACKLOG - (received - BACKLOG);
  const perSecond = await rateOf(left, async () => {
    await merchant.call('PATCH', `${ENDPOINTS}/${id}`, { rate_limit_per_s: null });
    await untilReceived(receiver, received + left);
  });
  console.log(`\nA backlog of ${left} events of ${body.length} bytes, ${CONCURRENCY} tries at once, fsync on`);
  const row = (rate: number) => ({ 'deliveries/s': Math.round(rate), ratio: (rate / plain).toFixed(2) });
  console.table({ 'plain POSTs, undici': row(plain), webhooks: row(perSecond) });
};

/** From what happened, by its `created_at`, to the receiver. */
const measureLatency = async (merchant: BenchMerchant, receiver: BenchReceiver, seconds: number) => {
  await receiver.begin('answers');
  const count = PER_SECOND * seconds;
  await atRate(
    Array.from({ length: count }, () => () => merchant.create()),
    PER_SECOND,
  );
  await untilReceived(receiver, count);
  return (await receiver.report()).latencies;
};

/** Before a round, not counted: to disable or enable an endpoint with a backlog moves thousands of rows. */
const SETTLING_S = 2;

/** The measurements take turns, so that what else the machine does falls on both. */
const benchLatency = async (merchant: BenchMerchant, receiver: BenchReceiver, hung: BenchReceiver): Promise<void> => {
  await hung.begin('hangs');
  const { id } = await register(merchant, hung);
  await receiver.begin('answers');
  await createPayments(merchant, HUNG_BACKLOG);
  await untilReceived(receiver, HUNG_BACKLOG);
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [status, latencies] of Object.entries({ DISABLED: alone, ENABLED: beside })) {
      await merchant.call('PATCH', `${ENDPOINTS}/${id}`, { status });
      await measureLatency(merchant, receiver, SETTLING_S);
      latencies.push(...(await measureLatency(merchant, receiver, SECONDS_A_ROUND)));
    }
  console.log(
    `\nFrom an event to its delivery, ${PER_SECOND} payments/s created, ${ROUNDS} times ${SECONDS_A_ROUND} s each, fsync on`,
  );
  const row = (latencies: readonly number[]) => ({
    'p50 ms': percentileOf(latencies, 0.5),
    'p99 ms': percentileOf(latencies, 0.99),
    'p99 ratio': (percentileOf(latencies, 0.99) / percentileOf(alone, 0.99)).toFixed(2),
  });
  console.table({ alone: row(alone), [`beside one that hangs, with ${HUNG_BACKLOG} due`]: row(beside) });
};

/** Webhooks to receivers on loopback: a backlog, a steady rate, and the same beside an endpoint that hangs. */
export const benchWebhooks = (): Promise<void> =>
  withProduct(
    async merchant => {
      const [receiver, hung] = await Promise.all([startReceiver(), startReceiver()]);
      try {
        await benchBacklog(merchant, receiver);
        await benchLatency(merchant, receiver, hung);
      } finally {
        await Promise.all([receiver.close(), hung.close()]);
      }
    },
    { settings: { WEBHOOK_ALLOW_LOOPBACK: '1' } },
  );

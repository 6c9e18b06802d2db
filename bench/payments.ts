import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '@counterfoil/testing';
import { Agent, request } from 'undici';
import { Latencies } from './latencies.ts';

const SECONDS = 8;
const WARM_UP_SECONDS = 4;
const API_KEY = 'sk_test_bench00000000000000000000';

interface Load {
  readonly url: string;
  readonly agent: Agent;
}

interface Figures {
  readonly clients: number;
  readonly perSecond: number;
  readonly create: Latencies;
  readonly confirm: Latencies;
}

const post = async ({ url, agent }: Load, path: string, body: object): Promise<Record<string, never>> => {
  const response = await request(url + path, {
    dispatcher: agent,
    method: 'POST',
    headers: {
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.body.json()) as Record<string, never>;
  if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode} ${JSON.stringify(answer)}`);
  return answer;
};

const CARD = { type: 'card', card: { number: '4242424242424242', exp_month: 12, exp_year: 2035, cvc: '123' } };

/** One payment from nothing to SUCCEEDED, each request under an idempotency key of its own. */
const pay = async (load: Load, create: Latencies, confirm: Latencies): Promise<void> => {
  const created = await create.time(() => post(load, '/v1/payments', { amount: 12_500, currency: 'TRY' }));
  const id = (created['payment'] as { readonly id: string } | undefined)?.id;
  const confirmed = await confirm.time(() => post(load, `/v1/payments/${id}/confirm`, { payment_method: CARD }));
  const status = (confirmed['payment'] as { readonly status: string } | undefined)?.status;
  if (status !== 'SUCCEEDED') throw new Error(`Payment ${id} is ${status}`);
};

const measure = async (load: Load, clients: number, seconds: number): Promise<Figures> => {
  const create = new Latencies();
  const confirm = new Latencies();
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) await pay(load, create, confirm);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { clients, perSecond: confirm.count / ((performance.now() - begin) / 1_000), create, confirm };
};

const row = ({ clients, perSecond, create, confirm }: Figures, baseline: Figures) => ({
  clients,
  'payments/s': Math.round(perSecond),
  'ratio to 1 client': (perSecond / baseline.perSecond).toFixed(2),
  'create p50 ms': create.percentile(0.5).toFixed(1),
  'create p99 ms': create.percentile(0.99).toFixed(1),
  'confirm p50 ms': confirm.percentile(0.5).toFixed(1),
  'confirm p99 ms': confirm.percentile(0.99).toFixed(1),
});

/**
 * Complete payments through HTTP (create, then confirm to SUCCEEDED) on the whole product as one process, with its
 * embedded PostgreSQL and the sandbox provider. The load runs in this process, on the same cores.
 */
export const benchPayments = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-bench-'));
  const product = await startProduct({ DATA_DIR: dataDir, SANDBOX_API_KEY: API_KEY, ...profiling() });
  try {
    const load = { url: product.url, agent: new Agent({ connections: 64 }) };
    console.log(`\nComplete payments: create + confirm, idempotency keys on both, fsync on, ${SECONDS} s a row`);
    await measure(load, 8, WARM_UP_SECONDS);
    const figures: Figures[] = [];
    for (const clients of [1, 8, 32]) figures.push(await measure(load, clients, SECONDS));
    const [baseline] = figures;
    if (baseline) console.table(figures.map(figure => row(figure, baseline)));
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** `BENCH_PROFILE=<folder>` writes a CPU profile of the product there. */
const profiling = (): Record<string, string> => {
  const folder = process.env['BENCH_PROFILE'];
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {};
};

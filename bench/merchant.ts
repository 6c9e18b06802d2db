import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { startProduct, type Product } from '@counterfoil/testing';
import { Agent, request } from 'undici';
import type { Deployment } from './deployments.ts';
import { EventLog } from './event-log.ts';

const API_KEY = 'sk_test_bench00000000000000000000';

export const CARD = { type: 'card', card: { number: '4242424242424242', exp_month: 12, exp_year: 2035, cvc: '123' } };

/** The merchant whose requests are measured; each POST has an idempotency key of its own. */
export class BenchMerchant {
  private readonly agent;

  constructor(
    readonly product: Product,
    connections = 64,
  ) {
    this.agent = new Agent({ connections });
  }

  /** @throws for any answer but a success */
  async call<Body>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<Body> {
    const response = await request(this.product.url + path, {
      dispatcher: this.agent,
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode} ${text}`);
    return (response.headers['content-type']?.includes('json') ? JSON.parse(text) : text) as Body;
  }

  /** Creates a payment of 125.00; answers its id. */
  async create(more: object = {}): Promise<string> {
    const body = { amount: 12_500, currency: 'TRY', ...more };
    return (await this.call<{ readonly payment: { readonly id: string } }>('POST', '/v1/payments', body)).payment.id;
  }

  /** Confirms to SUCCEEDED. @throws for any other outcome */
  async confirm(id: string): Promise<void> {
    const path = `/v1/payments/${id}/confirm`;
    const { payment } = await this.call<{ readonly payment: { readonly status: string } }>('POST', path, {
      payment_method: CARD,
    });
    if (payment.status !== 'SUCCEEDED') throw new Error(`Payment ${id} is ${payment.status}`);
  }
}

/** `BENCH_PROFILE=<folder>` writes a CPU profile of the product there. */
const profiling = (): Record<string, string> => {
  const folder = process.env['BENCH_PROFILE'];
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {};
};

/** What is measured, and how it is set. */
interface Measured {
  readonly deployment?: Deployment;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Runs `bench` against a product of its own, on an embedded PostgreSQL of its own, with the sandbox provider. */
export const withProduct = async (
  bench: (merchant: BenchMerchant, log: EventLog) => Promise<void>,
  { deployment = 'standalone', settings = {} }: Measured = {},
): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }));
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'server') });
  stack.defer(() => server.stop());
  // Which of them `startProduct` starts.
  process.env['DEPLOYMENT'] = deployment;
  const product = await startProduct({
    DATA_DIR: join(dataDir, 'product'),
    DATABASE_URL: server.url,
    SANDBOX_API_KEY: API_KEY,
    ...settings,
    ...profiling(),
  });
  stack.defer(async () => {
    await product.stop();
  });
  const log = new EventLog(server.url);
  stack.defer(() => log.close());
  await bench(new BenchMerchant(product), log);
};

/** `clients` repeat `step` for `seconds`, each as soon as it is answered. Resolves with how many steps a second that was. */
export const saturate = async (clients: number, seconds: number, step: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let steps = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < end; steps += 1) await step();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return steps / ((performance.now() - begin) / 1_000);
};

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedKafka, type EmbeddedKafka } from '@counterfoil/embedded-kafka';
import {
  freePort,
  merchantClient,
  payerClient,
  providerClient,
  startProduct,
  type MerchantClient,
  type PayerClient,
  type Product,
  type ProviderClient,
} from '@counterfoil/testing';
import { Pool } from 'pg';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** What no callback brings to its end is asked about soon, seconds; a provider that hangs is given up on soon, milliseconds. */
const SETTINGS = { RECONCILE_AFTER_S: '2', RECONCILE_EVERY_S: '1', PROVIDER_TIMEOUT_MS: '1500' };

const LAG = /^counterfoil_(?:consumer|projection|relay)_lag_positions\{(.*)\} (\d+)$/gm;

/** The port that a process of ours was told to listen on. */
const portOf = async (pid: number): Promise<string> => {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  return (
    environment
      .split('\0')
      .find(entry => entry.startsWith('PORT='))
      ?.slice('PORT='.length) ?? ''
  );
};

/** Many processes on a PostgreSQL and a Kafka of their own, all of which may be brought down under their callers. */
export class Deployment {
  readonly merchant: MerchantClient;
  readonly payer: PayerClient;
  readonly provider: ProviderClient;
  private product: Product | undefined;

  private constructor(
    readonly pool: Pool,
    readonly kafka: EmbeddedKafka,
    readonly postgres: TestPostgres,
    private readonly env: Readonly<Record<string, string>>,
    private readonly ground: AsyncDisposableStack,
  ) {
    const url = `http://127.0.0.1:${env['PORT']}`;
    this.merchant = merchantClient(url, String(env['SANDBOX_API_KEY']));
    this.payer = payerClient(url);
    this.provider = providerClient(`http://127.0.0.1:${env['SANDBOX_PSP_PORT']}`);
  }

  /** With its engines at work, itself not started. */
  static async prepare(): Promise<Deployment> {
    await using stack = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-faults-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }));
    const postgres = await startPostgres(join(dataDir, 'engines'));
    stack.defer(() => postgres.stop());
    const kafka = await startEmbeddedKafka({ dataDir: join(dataDir, 'engines') });
    stack.defer(() => kafka.stop());
    const pool = new Pool({ connectionString: postgres.url });
    // A PostgreSQL that goes down takes idle connections with it.
    pool.on('error', () => {});
    stack.defer(() => pool.end());
    const env = {
      ...SETTINGS,
      PORT: String(await freePort()),
      SANDBOX_PSP_PORT: String(await freePort()),
      SANDBOX_API_KEY: `sk_test_${randomBytes(18).toString('hex')}`,
      VAULT_KEY: randomBytes(32).toString('base64'),
      DATA_DIR: join(dataDir, 'product'),
      DATABASE_URL: postgres.url,
      MESSAGING_URL: `kafka://${kafka.brokers.join(',')}`,
    };
    return new Deployment(pool, kafka, postgres, env, stack.move());
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    this.product = await startProduct(this.env);
  }

  /** Stops the processes, not their engines. */
  async stop(): Promise<void> {
    await this.product?.stop();
    this.product = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.ground.disposeAsync();
  }

  /** The services' processes by name. */
  get pids(): Readonly<Record<string, number>> {
    return this.product?.pids() ?? {};
  }

  /** The last errors that it told of. */
  complaints(): readonly string[] {
    const lines = this.product?.output().stdout.split('\n') ?? [];
    return lines.filter(line => /"level":"(error|fatal)"/.test(line)).slice(-12);
  }

  /** kill -9 of one process, which its launcher starts again. */
  kill(name: string): void {
    const pid = this.pids[name];
    if (pid === undefined) throw new Error(`There is no process ${name}: ${Object.keys(this.pids).join(', ')}`);
    process.kill(pid, 'SIGKILL');
  }

  /** What every process says of how far its followers are behind, by name of the process and labels. */
  async lags(): Promise<ReadonlyMap<string, number>> {
    const lags = new Map<string, number>();
    for (const [name, pid] of Object.entries(this.pids)) {
      if (name.startsWith('gateway')) continue;
      const metrics = await (await fetch(`http://127.0.0.1:${await portOf(pid)}/metrics`)).text();
      for (const [, labels, lag] of metrics.matchAll(LAG)) lags.set(`${name} ${labels}`, Number(lag));
    }
    return lags;
  }
}

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  merchantClient,
  payerClient,
  providerClient,
  spawnProduct,
  untilReady,
  type MerchantClient,
  type PayerClient,
  type Product,
  type ProviderClient,
} from '@counterfoil/testing';

/** Long enough for what was armed to be passed, milliseconds. */
const DEATH_DEADLINE_MS = 15_000;

/** The product at addresses that stay the same, so that it can die and be started again under its callers. */
export class MortalProduct {
  readonly merchant: MerchantClient;
  readonly payer: PayerClient;
  readonly provider: ProviderClient;
  private running: Product | undefined;
  private lastStart = new Date(0);

  private constructor(private readonly env: Readonly<Record<string, string>>) {
    const url = `http://127.0.0.1:${env['PORT']}`;
    this.merchant = merchantClient(url, String(env['SANDBOX_API_KEY']));
    this.payer = payerClient(url);
    this.provider = providerClient(`http://127.0.0.1:${env['SANDBOX_PSP_PORT']}`);
  }

  /** `where` is its `DATABASE_URL` or its `DATA_DIR`. Nothing is started yet. */
  static async at(where: Readonly<Record<string, string>>): Promise<MortalProduct> {
    return new MortalProduct({
      PORT: String(await freePort()),
      SANDBOX_PSP_PORT: String(await freePort()),
      SANDBOX_API_KEY: `sk_test_${randomBytes(18).toString('hex')}`,
      VAULT_KEY: randomBytes(32).toString('base64'),
      ...where,
    });
  }

  /** Resolves when it serves; armed with `crashAt` (`<point>[:n]`), also when it died there on the way. */
  async start(crashAt?: string): Promise<void> {
    this.lastStart = new Date();
    this.running = await spawnProduct({ ...this.env, ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) });
    await untilReady(this.running).catch((error: unknown) => {
      if (this.running?.process.signalCode !== 'SIGKILL') throw error;
    });
  }

  /** Arms a product that runs with `CRASH_AT=told`: passes count from when this resolves. */
  async arm(crashAt: string): Promise<void> {
    const { process } = this.started();
    const armed = once(process, 'message');
    process.send?.(crashAt);
    await armed;
  }

  /** Before anything of it, its provider included, was running. */
  startedAt(): Date {
    return this.lastStart;
  }

  /** How far each of its consumers and projections is behind the log, in positions. */
  async lags(): Promise<readonly number[]> {
    const metrics = await (await fetch(`${this.started().url}/metrics`)).text();
    const lags = metrics.matchAll(/^counterfoil_(?:consumer|projection)_lag_positions\{.*\} (\d+)$/gm);
    return Array.from(lags, ([, lag]) => Number(lag));
  }

  /** Resolves when it is gone, with nothing left of it. @throws when it lives on, or ended otherwise than by SIGKILL */
  async died(): Promise<void> {
    const { exited, process, output } = this.started();
    const tooLate = new AbortController();
    const late = sleep(DEATH_DEADLINE_MS, 'late', { signal: tooLate.signal }).catch(() => 'abandoned');
    const end = await Promise.race([exited, late]);
    tooLate.abort();
    if (end === 'late') throw new Error(`The product lives on: it has not passed the point. ${output().stdout}`);
    if (process.signalCode !== 'SIGKILL') throw new Error(`The product exited with ${end}: ${output().stderr}`);
  }

  kill(): Promise<void> {
    return this.started().kill();
  }

  async stop(): Promise<void> {
    expect(await this.started().stop()).toBe(0);
  }

  private started(): Product {
    if (!this.running) throw new Error('The product was never started');
    return this.running;
  }
}

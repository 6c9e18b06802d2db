import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The whole product as a process of its own, the way `npm start` runs it; with `DEPLOYMENT=services` in the environment
 * of the tests, the way `npm run start:services` does.
 */
export interface Product {
  readonly url: string;
  readonly providerUrl: string;
  readonly process: ChildProcess;
  /** Everything it said so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Resolves when the process is gone, with its exit code (null after a signal). */
  readonly exited: Promise<number | null>;
  /** The services' processes by their names, such as `payment-1`; none where the product is one process. */
  readonly pids: () => Readonly<Record<string, number>>;
  stop(): Promise<number | null>;
  /** kill -9, of npm's whole process group too. */
  kill(): Promise<void>;
}

/** Whether the product under test is many processes. */
const isDeployedAsServices = (): boolean => process.env['DEPLOYMENT'] === 'services';

const entry = (): readonly string[] => {
  const app = isDeployedAsServices() ? 'services' : 'standalone';
  return ['--import', './tools/typescript.mjs', `apps/${app}/src/main.ts`];
};

/** Services keep a Kafka in their data folder: one that nobody named is theirs alone, and goes with them. */
const ownDataDir = (env: Readonly<Record<string, string>>): string | undefined =>
  isDeployedAsServices() && env['DATA_DIR'] === undefined
    ? mkdtempSync(join(tmpdir(), 'counterfoil-services-'))
    : undefined;

const pidsIn = (dataDir: string | undefined): Readonly<Record<string, number>> =>
  isDeployedAsServices() && dataDir !== undefined
    ? (JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as Record<string, number>)
    : {};

/**
 * Starts the product without waiting for it; `env` is all it sees besides PATH and HOME. As `npm start`, the process is
 * npm, in a process group of its own, as a shell would have it.
 */
export const spawnProduct = async (
  env: Readonly<Record<string, string>>,
  as: 'node' | 'npm start' = 'node',
): Promise<Product> => {
  const port = Number(env['PORT'] ?? (await freePort()));
  const providerPort = Number(env['SANDBOX_PSP_PORT'] ?? (await freePort()));
  const ownData = ownDataDir(env);
  const [program, args] =
    as === 'node'
      ? [process.execPath, entry()]
      : ['npm', isDeployedAsServices() ? ['run', 'start:services'] : ['start']];
  const child = spawn(program, args, {
    cwd: root,
    detached: as === 'npm start',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      SANDBOX_PSP_PORT: String(providerPort),
      ...(ownData !== undefined && { DATA_DIR: ownData }),
      ...env,
    },
    // The channel over which it is told where to die (docs/crash-points.md).
    stdio: ['ignore', 'pipe', 'pipe', ...(env['CRASH_AT'] === 'told' ? (['ipc'] as const) : [])],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, 'close').then(([code]) => {
    if (ownData !== undefined) rmSync(ownData, { recursive: true, force: true, maxRetries: 10 });
    return code as number | null;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    providerUrl: `http://127.0.0.1:${providerPort}`,
    process: child,
    output: () => ({ stdout, stderr }),
    exited,
    pids: () => pidsIn(ownData ?? env['DATA_DIR']),
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      if (as === 'npm start') process.kill(-(child.pid ?? 0), 'SIGKILL');
      else child.kill('SIGKILL');
      await exited;
    },
  };
};

/** Resolves once the product has said that it is ready. @throws with what it said, when it exits instead */
export const untilReady = async (product: Product): Promise<Product> => {
  const ready = new Promise<'ready'>(resolve => {
    const look = (): void => {
      if (/^ready http/m.test(product.output().stdout)) resolve('ready');
    };
    product.process.stdout?.on('data', look);
    look();
  });
  const first = await Promise.race([ready, product.exited]);
  if (first === 'ready') return product;
  throw new Error(
    `The product exited with ${first}:\n${product.output().stderr}\n${product.output().stdout.slice(-2_000)}`,
  );
};

/** Starts the product and waits until it is ready. */
export const startProduct = async (env: Readonly<Record<string, string>>): Promise<Product> =>
  untilReady(await spawnProduct(env));

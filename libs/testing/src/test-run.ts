import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Where a run finds its PostgreSQL; set beforehand, runs share a server that is already there. */
export const TEST_POSTGRES_URL = 'TEST_POSTGRES_URL';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

let server: ChildProcess | undefined;

/** One server for all workers, which inherit its url. */
export const startTestPostgres = async (): Promise<void> => {
  if (process.env[TEST_POSTGRES_URL] !== undefined) return;
  const args = [
    '--import',
    new URL('../../../tools/typescript.mjs', import.meta.url).href,
    path('./postgres-server.ts'),
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  server = child;
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the PostgreSQL of the test run did not start'))),
  ])) as [string];
  process.env[TEST_POSTGRES_URL] = url;
};

export const stopTestPostgres = async (): Promise<void> => {
  if (!server) return;
  server.stdin?.end();
  await once(server, 'exit');
};

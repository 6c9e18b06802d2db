// One PostgreSQL for a test run: prints its url, and lives until its standard input ends, however its starter ended.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';

const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-test-'));
const server = await startEmbeddedPostgres({ dataDir });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {}); // Ctrl-C ends the starter, and so the input
process.stdout.write(`${server.url}\n`);
await once(process.stdin.resume(), 'close');
await server.stop();
await rm(dataDir, { recursive: true });

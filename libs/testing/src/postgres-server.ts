// One PostgreSQL for a test run: prints its url, and lives until its standard input ends (however its starter ended) or SIGTERM.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';

// Ctrl-C reaches this process too, and is its starter's to answer: the starter's end closes the input.
process.on('SIGINT', () => {});

const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-test-'));
try {
  const server = await startEmbeddedPostgres({ dataDir });
  process.stdout.write(`${server.url}\n`);
  await Promise.race([once(process.stdin.resume(), 'close'), once(process, 'SIGTERM')]);
  process.stdin.destroy();
  await server.stop();
} finally {
  await rm(dataDir, { recursive: true });
}

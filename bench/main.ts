// `npm run bench`: all of it; `npm run bench -- append` or `-- payments`: one part.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { benchAppend } from './append.ts';
import { benchPayments } from './payments.ts';

const benchAppendOnItsOwnServer = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await benchAppend({ url: server.url });
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const benches = { append: benchAppendOnItsOwnServer, payments: benchPayments };

const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) if (wanted.length === 0 || wanted.includes(name)) await bench();

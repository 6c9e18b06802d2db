// `npm run bench`: append, payments, requests, providers and webhooks; `npm run bench -- <name> …`: these only. `memory` takes minutes, and is run by name.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { benchAppend } from './append.ts';
import { benchMemory } from './memory.ts';
import { benchPayments } from './payments.ts';
import { benchProviders } from './providers.ts';
import { benchRequests } from './requests.ts';
import { benchWebhooks } from './webhooks.ts';

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

const benches = {
  append: benchAppendOnItsOwnServer,
  payments: benchPayments,
  requests: benchRequests,
  providers: benchProviders,
  webhooks: benchWebhooks,
  memory: benchMemory,
};

const named = process.argv.slice(2);
const wanted = named.length > 0 ? named : Object.keys(benches).filter(name => name !== 'memory');
for (const [name, bench] of Object.entries(benches)) if (wanted.includes(name)) await bench();

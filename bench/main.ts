// `npm run bench`: append, payments, requests, providers and webhooks; `npm run bench -- <name> …`: these only. `memory` takes minutes, and is run by name.
// `npm run bench -- --deployment services`: payments and requests, of one process and of the services, one beside the other.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { benchAppend } from './append.ts';
import { DEPLOYMENTS, type Deployment } from './deployments.ts';
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

/** By name; those that take turns with a second deployment are told of it. */
const benches: Readonly<Record<string, (deployments: readonly Deployment[]) => Promise<void>>> = {
  append: benchAppendOnItsOwnServer,
  payments: benchPayments,
  requests: benchRequests,
  providers: benchProviders,
  webhooks: benchWebhooks,
  memory: benchMemory,
};

const OF_DEPLOYMENTS = ['payments', 'requests'];
const OF_ONE_PROCESS = Object.keys(benches).filter(name => name !== 'memory');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deployment: { type: 'string', default: 'standalone' } },
});
const isOfServices = values.deployment === 'services';
const known = isOfServices ? OF_DEPLOYMENTS : Object.keys(benches);
const unknown = positionals.filter(name => !known.includes(name));
if (unknown.length > 0 || !(isOfServices || values.deployment === 'standalone')) {
  const such = unknown.length > 0 ? `bench ${unknown.join(', ')}` : `deployment ${values.deployment}`;
  console.error(
    `There is no ${such}; npm run bench -- [${Object.keys(benches).join('|')}] or --deployment services [${OF_DEPLOYMENTS.join('|')}]`,
  );
  process.exit(2);
}
const every = isOfServices ? OF_DEPLOYMENTS : OF_ONE_PROCESS;
for (const [name, bench] of Object.entries(benches))
  if ((positionals.length > 0 ? positionals : every).includes(name))
    await bench(isOfServices ? DEPLOYMENTS : ['standalone']);

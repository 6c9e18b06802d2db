import { migrateEverything, rolePasswords } from '@counterfoil/cli/migrate-everything';
import { startEmbeddedKafka } from '@counterfoil/embedded-kafka';
import { makeFolder } from '@counterfoil/embedded-postgres';
import { eventStoreEngine } from '@counterfoil/event-sourcing';
import { freePortsOf } from '@counterfoil/free-port';
import { ApiKeys } from '@counterfoil/platform/auth';
import type { Settings } from '@counterfoil/platform/config';
import type { Logger } from '@counterfoil/platform/logging';
import {
  aborted,
  assertPortIsFree,
  codeOf,
  firstKey,
  openDatabase,
  openPool,
  openVaultKey,
  sandboxSecrets,
  type Start,
  startSandboxProvider,
  StartFailure,
} from '@counterfoil/process';
import { sandboxPspMain } from '@counterfoil/sandbox-psp';
import { Sealer } from '@counterfoil/vault';
import { KeptProcesses } from './kept-processes.ts';
import { planProcesses } from './plan.ts';
import { tellEngines } from './tell-engines.ts';

/** For processes of ours, which keep theirs when they are started again. */
const freePort = freePortsOf({ first: 30_000, count: 2_500 });

/** Where it tells which process is which. @throws StartFailure */
const openDataDir = async ({ dataDir }: Settings): Promise<void> => {
  try {
    await makeFolder(dataDir);
  } catch (error) {
    throw new StartFailure(`DATA_DIR ${dataDir} cannot be used (${codeOf(error)}); name a folder you may write to`);
  }
};

/** The Kafka that `MESSAGING_URL` names, or one beside the product in its data folder. */
const openMessaging = async ({ messagingUrl, dataDir }: Settings, stack: AsyncDisposableStack): Promise<string> => {
  if (messagingUrl !== null) return messagingUrl;
  const kafka = await startEmbeddedKafka({ dataDir });
  stack.defer(() => kafka.stop());
  return `kafka://${kafka.brokers.join(',')}`;
};

/** The engines beside the processes, with tables, roles and merchants in them. */
const openGround = async (settings: Settings, log: Logger, stop: AbortSignal, stack: AsyncDisposableStack) => {
  const vaultKey = await openVaultKey(settings);
  const database = await openDatabase(settings.databaseUrl, settings.dataDir, stop);
  stack.defer(() => database.stop());
  const messagingUrl = await openMessaging(settings, stack);
  stop.throwIfAborted();
  const eventStoreUrl = settings.eventStoreUrl ?? database.url;
  const passwords = rolePasswords(database.url);
  const isInPostgres = eventStoreEngine(eventStoreUrl) === 'postgres';
  await migrateEverything({ database: database.url, eventStore: isInPostgres ? eventStoreUrl : null }, passwords);
  const pool = openPool({ connectionString: database.url, max: 1 });
  stack.defer(() => pool.end());
  const apiKeys = await ApiKeys.open(pool);
  await apiKeys.register(settings.apiKeys);
  stop.throwIfAborted();
  const sandbox = { main: sandboxPspMain, port: settings.sandboxPspPort, databaseUrl: database.url };
  const provider = await startSandboxProvider({ ...sandbox, ...sandboxSecrets(new Sealer(vaultKey)) }, log);
  stack.defer(() => provider.stop());
  return { settings, databaseUrl: database.url, eventStoreUrl, passwords, messagingUrl, vaultKey, freePort, apiKeys };
};

/**
 * Starts every service as processes of its own, on one machine, and the gateways before them.
 * @throws StartFailure, EmbeddedPostgresError, EmbeddedKafkaError, SchemaMismatch; the reason of `stop`
 */
export const start: Start = async (settings, log, stop) => {
  if (settings.mode === 'live')
    throw new StartFailure('MODE=live: this version has no live provider yet; leave MODE unset for the sandbox');
  await using stack = new AsyncDisposableStack();
  await openDataDir(settings);
  await assertPortIsFree('PORT', settings.port);
  const ground = await openGround(settings, log, stop, stack);
  stop.throwIfAborted();
  await tellEngines(ground, settings, log, stack);
  const { services, gateways } = await planProcesses(ground, process.env);
  const started = new KeptProcesses(settings.dataDir, log);
  stack.defer(() => started.stop());
  // Who is asked before who asks: a gateway learns from the services what there is.
  for (const planned of [services, gateways]) {
    await Promise.race([started.start(planned), aborted(stop)]);
    stop.throwIfAborted();
  }
  const newKey = await firstKey(ground.apiKeys);
  const running = stack.move();
  return { url: `http://127.0.0.1:${settings.port}`, newKey, stop: () => running.disposeAsync() };
};

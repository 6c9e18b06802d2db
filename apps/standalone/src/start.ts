import { setTimeout as sleep } from 'node:timers/promises';
import { ApiKeys, newApiKey } from '@counterfoil/platform/auth';
import type { Settings } from '@counterfoil/platform/config';
import { createHttpApplication, shutDown } from '@counterfoil/platform/http';
import type { Logger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { alphaConnector, betaConnector, type Connectors } from '@counterfoil/providers';
import type { Sealer } from '@counterfoil/vault';
import { assertReachable, openDatabase } from './database.ts';
import { openEngines } from './engines.ts';
import { assertPortIsFree } from './free-port.ts';
import { HOSTED_PAGE_PATH } from './hosted-page/hosted-page.controller.ts';
import { openClock } from './open-clock.ts';
import { openSealer } from './open-sealer.ts';
import { startSandboxProvider } from './sandbox-provider.ts';
import { StandaloneModule } from './standalone.module.ts';
import { codeOf, portTaken, StartFailure } from './start-failure.ts';

/** The product, serving. */
interface Running {
  readonly url: string;
  /** The API key made at this start, to be shown once; null when there were keys already. */
  readonly newKey: string | null;
  /** Drains: requests in flight are answered, then everything that was started is stopped. */
  stop(): Promise<void>;
}

/** Requests in flight get this long, so that all of a stop stays below 10 s, milliseconds. */
const DRAIN_MS = 6_000;
/** What works beside the requests may go on until then; a call cut off is like one that a crash cut off. */
const WORK_MS = 7_000;

/**
 * Makes the first key, when there is none. The last step of a start: one that fails or is killed before shows no key, and
 * the next start makes another.
 */
const firstKey = async (apiKeys: ApiKeys): Promise<string | null> => {
  if (!(await apiKeys.isEmpty())) return null;
  const key = newApiKey();
  await apiKeys.register([{ key, merchantName: 'Sandbox merchant' }]);
  return key;
};

/** Starts the process of the sandbox's providers and says how to reach them. */
const openProviders = async (
  settings: Settings,
  databaseUrl: string,
  sealer: Sealer,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<Connectors> => {
  const secretKey = sealer.mac('sandbox-provider-key', '').toString('hex');
  const callbackSecret = sealer.mac('sandbox-provider-callbacks', '').toString('hex');
  const port = settings.sandboxPspPort;
  const provider = await startSandboxProvider({ port, databaseUrl, secretKey, callbackSecret }, log);
  stack.defer(() => provider.stop());
  const baseUrl = `http://127.0.0.1:${port}`;
  const reached = { baseUrl, secretKey, callbackSecret, timeoutMs: settings.providerTimeoutMs };
  // Their order is the order in which they are tried.
  return new Map(
    [alphaConnector, betaConnector]
      .map(connectorOf => connectorOf(reached))
      .map(connector => [connector.provider, connector]),
  );
};

const listen = async (application: Awaited<ReturnType<typeof createHttpApplication>>, port: number): Promise<void> => {
  try {
    await application.listen(port, '127.0.0.1');
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw portTaken('PORT', port);
  }
};

/** Resolves once `/readyz` answers 200: every projection has caught up with the log. */
const untilReady = async (url: string, stop: AbortSignal): Promise<void> => {
  while (!(await fetch(`${url}/readyz`)).ok) {
    await sleep(25);
    stop.throwIfAborted();
  }
};

/**
 * Starts the whole product. On failure, or when `stop` is aborted meanwhile, all that was started is stopped again.
 * @throws StartFailure, EmbeddedPostgresError; the reason of `stop`
 */
export const start = async (settings: Settings, log: Logger, stop: AbortSignal): Promise<Running> => {
  if (settings.mode === 'live')
    throw new StartFailure('MODE=live: this version has no live provider yet; leave MODE unset for the sandbox');
  await using stack = new AsyncDisposableStack();
  await assertPortIsFree('PORT', settings.port);
  const database = await openDatabase(settings.databaseUrl, settings.dataDir, stop);
  stack.defer(() => database.stop());
  if (settings.eventStoreUrl !== null) await assertReachable('EVENT_STORE_URL', settings.eventStoreUrl, stop);
  const sealer = await openSealer(settings);
  const url = `http://127.0.0.1:${settings.port}`;
  const hostedPage = `${url}${HOSTED_PAGE_PATH}`;
  const urls = { database: database.url, eventStore: settings.eventStoreUrl ?? database.url, hostedPage };
  stop.throwIfAborted();
  const engines = await openEngines(urls, sealer, log, stack);
  const apiKeys = await ApiKeys.open(engines.pool);
  await apiKeys.register(settings.apiKeys);
  stop.throwIfAborted();
  const connectors = await openProviders(settings, database.url, sealer, log, stack);
  const { idempotency, ...held } = engines;
  const clock = await openClock(settings, engines.pool, engines.store);
  const metrics = new Metrics(log);
  const infrastructure = {
    ...held,
    sealer,
    connectors,
    clock,
    log,
    metrics,
    publicUrl: url,
    hostedPage,
    expiry: settings,
    reconciliation: { afterS: settings.reconcileAfterS, everyS: settings.reconcileEveryS },
    maxProviders: settings.maxProviders,
    webhookAllowLoopback: settings.webhookAllowLoopback,
  };
  stop.throwIfAborted();
  const application = await createHttpApplication(StandaloneModule.of(infrastructure, idempotency), {
    apiKeys,
    clock,
    logger: log,
    metrics,
    rateLimitPerS: settings.rateLimitPerS,
  });
  stack.defer(() => Promise.race([shutDown(application, DRAIN_MS), sleep(WORK_MS)]));
  await listen(application, settings.port);
  await untilReady(url, stop);
  const newKey = await firstKey(apiKeys);
  const started = stack.move();
  return { url, newKey, stop: () => started.disposeAsync() };
};

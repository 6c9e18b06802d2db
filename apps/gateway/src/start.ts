import { systemClock } from '@counterfoil/platform';
import { ApiKeys, merchantsSchema } from '@counterfoil/platform/auth';
import type { Settings } from '@counterfoil/platform/config';
import { apiKeyCallers } from '@counterfoil/platform/http';
import { Readiness } from '@counterfoil/platform/health';
import type { Logger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { assertReachable, bringUp, needed, openPool, reachedAt, signerOf, type Start } from '@counterfoil/process';
import { openConnections } from '@counterfoil/service/remote';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, type Gateway } from './application.ts';
import { Directory } from './directory.ts';
import { followServices } from './follow-services.ts';
import { services } from './services.ts';
import { Serving } from './serving.ts';
import { Upstream } from './upstream.ts';

/** For API keys only, which are remembered. */
const CONNECTIONS = 4;

const openApiKeys = async (settings: Settings, log: Logger, stop: AbortSignal, stack: AsyncDisposableStack) => {
  const connectionString = needed('DATABASE_URL', settings.databaseUrl);
  await assertReachable('DATABASE_URL', connectionString, stop);
  const options = { connectionString, max: CONNECTIONS, application_name: 'counterfoil gateway' };
  const pool = openPool(options, code => log.warn({ code }, 'an idle database connection was lost'));
  stack.defer(() => pool.end());
  await bringUp(pool, [merchantsSchema], settings.migrate);
  return new ApiKeys(pool);
};

/** Resolves once this gateway knows every service, and each is ready: whoever else may listen on the same port. */
const untilReady = async (serving: Serving, stop: AbortSignal): Promise<void> => {
  while ((await serving.application?.get(Readiness).failing())?.length !== 0) {
    await sleep(100);
    stop.throwIfAborted();
  }
};

/** Starts a gateway: it listens at once, and is ready when its services are. @throws StartFailure; the reason of `stop` */
export const start: Start = async (settings, log, stop) => {
  await using stack = new AsyncDisposableStack();
  const signer = await signerOf('gateway', settings);
  const apiKeys = await openApiKeys(settings, log, stop, stack);
  const connections = openConnections();
  stack.defer(() => connections.destroy());
  const upstream = new Upstream(signer, connections);
  const directory = new Directory(services(settings.serviceUrls), upstream, log);
  const { rateLimitPerS, host, port } = settings;
  const callers = apiKeyCallers(apiKeys);
  const metrics = new Metrics(log);
  const gateway: Gateway = { callers, clock: systemClock, log, metrics, upstream, rateLimitPerS };
  const serving = new Serving({ host, port });
  stack.defer(() => serving.stop());
  await directory.refresh(stop);
  stop.throwIfAborted();
  await serving.serve(await createGateway(directory.known(), gateway));
  const stopFollowing = new AbortController();
  const followed = followServices(directory, gateway, serving, log, stopFollowing.signal);
  stack.defer(() => followed);
  stack.defer(() => stopFollowing.abort());
  await untilReady(serving, stop);
  const started = stack.move();
  return { url: reachedAt(settings), newKey: null, stop: () => started.disposeAsync() };
};

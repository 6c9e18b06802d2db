import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@counterfoil/event-sourcing';
import type { Publisher } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import type { Settings } from '@counterfoil/platform/config';
import { type Callers, createHttpApplication, shutDown } from '@counterfoil/platform/http';
import type { Logger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import type { Schema } from '@counterfoil/platform/postgres';
import type { Connectors } from '@counterfoil/providers';
import { Timers } from '@counterfoil/service';
import type { Sealer } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { openEngines } from './engines.ts';
import { housekeeping } from './housekeeping.ts';
import { openClock } from './open-clock.ts';
import { ProcessModule, type Served } from './process.module.ts';
import { codeOf, portTaken } from './start-failure.ts';

/** What a process is made of, besides its settings. */
export interface Composition extends Served {
  /** Of its contexts. */
  readonly schemas: readonly Schema[];
  /** Of every context whose events are read from the log here. */
  readonly publishers: (store: EventStore, hostedPage: string) => readonly Publisher[];
  /** The topics that its contexts speak on: it sees to it that what they say gets there. */
  readonly speaksOn: readonly string[];
  readonly databaseUrl: string;
  /** Connections for requests, and as many for whoever follows the log. */
  readonly connections: number;
  readonly sealer: Sealer;
  /** Once the tables are there; what it starts is stopped by the stack. Null: it calls no provider. */
  readonly openConnectors: ((stack: AsyncDisposableStack) => Promise<Connectors>) | null;
  /** Where cvcs wait: in memory when the process that takes a card also sends it. */
  readonly cvcs: 'memory' | 'table';
  /** Who may ask it; `pool` has its tables. */
  readonly callers: (pool: Pool, clock: Clock) => Promise<Callers>;
  /** Requests a second and merchant; 0: no limit. */
  readonly rateLimitPerS: number;
}

/** Where the hosted checkout page is, below the public address. */
const HOSTED_PAGE_PATH = '/checkout';

/** Requests in flight get this long, so that all of a stop stays below 10 s, milliseconds. */
const DRAIN_MS = 6_000;
/** What works beside the requests may go on until then; a call cut off is like one that a crash cut off. */
const WORK_MS = 7_000;

const listen = async (
  application: Awaited<ReturnType<typeof createHttpApplication>>,
  { port, host }: Settings,
): Promise<void> => {
  try {
    await application.listen(port, host);
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

/** Where a process that listens on `host` is reached from its own machine. */
export const reachedAt = ({ host, port }: Settings): string =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;

/** Opens the engines of `composition`, serves it on `PORT` until `stack` is disposed, and resolves once it is ready. */
export const serve = async (
  composition: Composition,
  settings: Settings,
  log: Logger,
  stop: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly pool: Pool }> => {
  const { sealer, openConnectors, callers, rateLimitPerS } = composition;
  const hostedPage = `${settings.publicUrl}${HOSTED_PAGE_PATH}`;
  const engines = await openEngines({ ...composition, hostedPage }, settings, log, stop, stack);
  const { idempotency, ...held } = engines;
  const clock = await openClock(settings, engines.pool, engines.store);
  const connectors = openConnectors && (await openConnectors(stack));
  const metrics = new Metrics(log);
  const infrastructure = {
    ...held,
    sealer,
    connectors,
    clock,
    log,
    metrics,
    publicUrl: settings.publicUrl,
    hostedPage,
    expiry: settings,
    reconciliation: { afterS: settings.reconcileAfterS, everyS: settings.reconcileEveryS },
    maxProviders: settings.maxProviders,
    webhookAllowLoopback: settings.webhookAllowLoopback,
  };
  stop.throwIfAborted();
  const application = await createHttpApplication(ProcessModule.of(composition, infrastructure, idempotency), {
    callers: await callers(engines.pool, clock),
    clock,
    logger: log,
    metrics,
    rateLimitPerS,
  });
  // Who calls providers is who needs the cards, and knows when nobody does.
  application.get(Timers).register(housekeeping(idempotency, connectors && engines.vault));
  stack.defer(() => Promise.race([shutDown(application, DRAIN_MS), sleep(WORK_MS)]));
  await listen(application, settings);
  const url = reachedAt(settings);
  await untilReady(url, stop);
  return { url, pool: engines.pool };
};

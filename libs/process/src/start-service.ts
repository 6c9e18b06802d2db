import type { EventStore } from '@counterfoil/event-sourcing';
import type { Publisher } from '@counterfoil/messaging';
import { type Clock, Problem } from '@counterfoil/platform';
import type { ProcessName } from '@counterfoil/platform/config';
import { type Callers, identityCallers } from '@counterfoil/platform/http';
import { IdentityVerifier } from '@counterfoil/platform/identity';
import type { Schema } from '@counterfoil/platform/postgres';
import { type Described, describeService } from '@counterfoil/platform/openapi';
import { TestClock, TestClockModule } from '@counterfoil/service';
import { openRemoteServices } from '@counterfoil/service/remote';
import { assertReachable } from './database.ts';
import { openSealer } from './open-sealer.ts';
import type { Served } from './process.module.ts';
import { type RemotePort, RemotePortsModule } from './remote-ports.module.ts';
import type { Start } from './run-process.ts';
import { sandboxConnectors } from './sandbox-connectors.ts';
import { serve } from './serve.ts';
import { signerOf } from './signer-of.ts';
import { needed, StartFailure } from './start-failure.ts';

/** One context as a process of its own. */
export interface Service extends Pick<Served, 'modules'> {
  readonly name: ProcessName;
  /** What it serves to the gateway. */
  readonly apis: readonly Described[];
  readonly schema: Schema;
  /** Of every context: those of others are for a log that carries the messages. */
  readonly publishers: (store: EventStore, hostedPage: string) => readonly Publisher[];
  /** The topic that it speaks on. */
  readonly topic: string | null;
  /** What it asks other services. */
  readonly asks: readonly RemotePort[];
  readonly callsProviders: boolean;
  /** Whether it is the one that merchants ask to move a clock that stands still. */
  readonly movesClock: boolean;
}

/** Connections of a process among many, for requests and for followers each. */
const CONNECTIONS = 8;

/** While the clock is moved by hand its time is that of every process, and no gateway's. */
const atOneTime = (callers: Callers, clock: Clock): Callers => {
  if (!(clock instanceof TestClock)) return callers;
  return async request => {
    const admitted = await callers(request);
    return admitted instanceof Problem ? admitted : { ...admitted, now: clock.now() };
  };
};

/** How to start `service` on the engines that its settings name. @throws StartFailure, SchemaMismatch */
export const startService =
  (service: Service): Start =>
  async (settings, log, stop) => {
    if (settings.mode === 'live')
      throw new StartFailure('MODE=live: this version has no live provider yet; leave MODE unset for the sandbox');
    await using stack = new AsyncDisposableStack();
    const databaseUrl = needed('DATABASE_URL', settings.databaseUrl);
    await assertReachable('DATABASE_URL', databaseUrl, stop);
    const signer = await signerOf(service.name, settings);
    const verifier = new IdentityVerifier(service.name, needed('SERVICE_PUBLIC_KEYS', settings.servicePublicKeys));
    const sealer = await openSealer(settings);
    const remote = openRemoteServices(settings.serviceUrls, signer);
    stack.defer(() => remote.close());
    const { url } = await serve(
      {
        ...service,
        document: () => describeService(service.apis),
        modules: [...service.modules, RemotePortsModule.of(service.asks, remote)],
        schemas: [service.schema],
        speaksOn: service.topic === null ? [] : [service.topic],
        databaseUrl,
        connections: CONNECTIONS,
        sealer,
        openConnectors: service.callsProviders
          ? async () => sandboxConnectors(settings.sandboxPspUrl, settings.providerTimeoutMs, sealer)
          : null,
        cvcs: 'table',
        clockModule: clock => TestClockModule.ofService(clock, service.movesClock ? remote.work : null),
        callers: async (_pool, clock) => atOneTime(identityCallers(verifier), clock),
        // The gateway's to count.
        rateLimitPerS: 0,
      },
      settings,
      log,
      stop,
      stack,
    );
    const started = stack.move();
    return { url, newKey: null, stop: () => started.disposeAsync() };
  };

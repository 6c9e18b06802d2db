import type { AddressInfo } from 'node:net';
import { migrate } from '@counterfoil/platform/postgres';
import { fastify, type FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { Callbacks } from './callbacks/callbacks.ts';
import { challengeRoutes } from './challenge/routes.ts';
import { InFlight } from './charges/in-flight.ts';
import { controlRoutes } from './control/routes.ts';
import { Disputes } from './disputes/disputes.ts';
import { answerErrors } from './errors.ts';
import { FaultQueue } from './faults/fault-queue.ts';
import { listen } from './listen.ts';
import { PROTOCOLS } from './protocols.ts';
import { PROVIDERS, type Provider } from './providers.ts';
import type { Psp } from './psp.ts';
import { Refusal } from './refusal.ts';
import { errorCode, StartFailure } from './start-failure.ts';

/** What the process needs to know. */
export interface SandboxPspOptions {
  /** What to listen on; default: loopback. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** A PostgreSQL database; the books live in its schema `sandbox_psp`. */
  readonly databaseUrl: string;
  /** What callers prove themselves with. */
  readonly secretKey: string;
  /** What callbacks are signed with. */
  readonly webhookSecret: string;
  /** Where payers reach the 3DS page; default: the loopback address it listens on. */
  readonly publicUrl?: string;
}

/** A running sandbox provider. */
export interface SandboxPsp {
  readonly url: string;
  /** Drains: calls being served are answered, waits of scripted faults end, callbacks not yet delivered are given up. */
  close(): Promise<void>;
}

const openBooks = async (databaseUrl: string): Promise<pg.Pool> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // So would one that breaks between two statements of a transaction; the second statement fails.
  pool.on('connect', client => client.on('error', () => undefined));
  try {
    await migrate(pool, 'sandbox_psp', new URL('./books/migrations/', import.meta.url));
    return pool;
  } catch (error) {
    await pool.end();
    const reason = errorCode(error);
    throw new StartFailure(
      'database_unusable',
      `DATABASE_URL: the sandbox provider cannot open its books (${reason}); check that PostgreSQL answers there.`,
    );
  }
};

const nothingHere = (): never => {
  throw new Refusal('not_found', 'There is nothing at this address.');
};

/** One provider, in its own words whatever happens. */
const providerRoutes =
  (psp: Psp, provider: Provider, log: Logger) =>
  async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(answerErrors(log, PROTOCOLS[provider]));
    app.setNotFoundHandler(nothingHere);
    app.register(PROTOCOLS[provider].routes(psp));
    app.register(challengeRoutes(psp, provider), { prefix: '/3ds' });
  };

const createApp = (psp: Psp): FastifyInstance => {
  const app = fastify({ forceCloseConnections: 'idle', routerOptions: { maxParamLength: 255 } });
  const log = pino({ name: 'sandbox-psp', level: 'error' });
  app.setErrorHandler(answerErrors(log, PROTOCOLS.alpha));
  // While it drains, a connection ends with its answer: kept alive, it would hold up the end.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (psp.closing.aborted) reply.header('connection', 'close');
    done();
  });
  app.setNotFoundHandler(nothingHere);
  for (const provider of PROVIDERS) app.register(providerRoutes(psp, provider, log), { prefix: `/${provider}` });
  app.register(controlRoutes(psp), { prefix: '/control' });
  return app;
};

/** Starts the sandbox providers. Throws `StartFailure`: a taken port, or a database that cannot be used. */
export const startSandboxPsp = async (options: SandboxPspOptions): Promise<SandboxPsp> => {
  const pool = await openBooks(options.databaseUrl);
  const closing = new AbortController();
  const origin = (): string => options.publicUrl ?? `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const callbacks = new Callbacks(PROTOCOLS, options.webhookSecret, closing.signal);
  const faults = new FaultQueue();
  const disputes = new Disputes(pool, callbacks, faults, closing.signal);
  const app = createApp({
    ...{ pool, callbacks, disputes, origin, secretKey: options.secretKey, closing: closing.signal },
    ...{ faults, inFlight: new InFlight() },
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await app.close();
    await callbacks.close();
    await pool.end();
  };
  try {
    const url = await listen(app, options.host ?? '127.0.0.1', options.port);
    await disputes.open();
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
};

import { chargeAttemptAggregate, chargeAttemptPublisher } from '@counterfoil/charge-attempt';
import {
  type EventStore,
  migrateConsumers,
  migrateProjections,
  openPostgresEventStore,
  StreamWatch,
} from '@counterfoil/event-sourcing';
import { LogMessaging, type Messaging } from '@counterfoil/messaging';
import { paymentAggregate, paymentPublisher } from '@counterfoil/payment';
import { Idempotency } from '@counterfoil/platform/idempotency';
import type { Logger } from '@counterfoil/platform/logging';
import { sessionAggregate, sessionPublisher } from '@counterfoil/session';
import { CardVault, type KeyRing, type Sealer } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { usable } from './database.ts';
import { openPool } from './open-pool.ts';
import { openKeyRing } from './open-sealer.ts';

/** What holds state on one machine: the log, the tables beside it, and the messages that follow from the log. */
interface Engines {
  readonly store: EventStore;
  readonly watch: StreamWatch;
  readonly messaging: Messaging;
  readonly pool: Pool;
  /** The pool of whoever follows the log. */
  readonly followers: Pool;
  readonly keys: KeyRing;
  readonly vault: CardVault;
  readonly idempotency: Idempotency;
}

/** Connections for requests, projections and consumers together. */
const POOL_SIZE = 24;

/**
 * Followers write what the log can give again: rows and checkpoints that move together, in order. When PostgreSQL loses
 * its last instants they are computed anew, so their commits need not wait for the disk.
 */
const FOLLOWERS = { application_name: 'counterfoil followers', options: '-c synchronous_commit=off' };

const openMessaging = (store: EventStore, pool: Pool, hostedPage: string, log: Logger): Messaging =>
  new LogMessaging({
    store,
    pool,
    log,
    publishers: [
      sessionPublisher(sessionAggregate(store), hostedPage),
      paymentPublisher(paymentAggregate(store)),
      chargeAttemptPublisher(chargeAttemptAggregate(store)),
    ],
  });

const migrateAll = async (pool: Pool): Promise<void> => {
  await migrateConsumers(pool);
  await migrateProjections(pool);
  await CardVault.migrate(pool);
  await Idempotency.migrate(pool);
};

/** Opens the engines, with their tables brought up to date; `stack` closes them in reverse order. */
export const openEngines = async (
  urls: { readonly database: string; readonly eventStore: string; readonly hostedPage: string },
  sealer: Sealer,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<Engines> => {
  const connections = { connectionString: urls.database, max: POOL_SIZE };
  const lost = (code: string): void => log.warn({ code }, 'an idle database connection was lost');
  const pool = openPool({ ...connections, application_name: 'counterfoil' }, lost);
  stack.defer(() => pool.end());
  const followers = openPool({ ...connections, ...FOLLOWERS }, lost);
  stack.defer(() => followers.end());
  await usable('DATABASE_URL', () => migrateAll(pool));
  const keys = await openKeyRing(pool, sealer);
  const store = await usable('EVENT_STORE_URL', () => openPostgresEventStore({ url: urls.eventStore }));
  stack.defer(() => store.close());
  const watch = await StreamWatch.start(store, ['session', 'payment', 'charge_attempt'], error =>
    log.warn({ err: error }, 'the watch over the log stumbled, begins again where it was'),
  );
  stack.defer(() => watch.stop());
  const idempotency = new Idempotency(pool, keys);
  stack.defer(() => idempotency.stop());
  return {
    store,
    watch,
    messaging: openMessaging(store, followers, urls.hostedPage, log),
    pool,
    followers,
    keys,
    vault: new CardVault(pool, sealer, keys),
    idempotency,
  };
};

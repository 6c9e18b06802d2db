import { type EventStore, StreamWatch } from '@counterfoil/event-sourcing';
import type { Messaging, Publisher } from '@counterfoil/messaging';
import type { Settings } from '@counterfoil/platform/config';
import { Idempotency } from '@counterfoil/platform/idempotency';
import type { Logger } from '@counterfoil/platform/logging';
import type { Schema } from '@counterfoil/platform/postgres';
import { CardVault, cvcsInTable, type KeyRing, type Sealer } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { bringUp, foundation } from './bring-up.ts';
import { usable } from './database.ts';
import { openLog } from './open-log.ts';
import { openMessaging } from './open-messaging.ts';
import { openPool } from './open-pool.ts';
import { openKeyRing } from './open-sealer.ts';

/** What holds state: the log, the tables beside it, and the messages that follow from the log. */
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

/** What the engines of a process depend on, besides its settings. */
interface Wanted {
  readonly schemas: readonly Schema[];
  readonly publishers: (store: EventStore, hostedPage: string) => readonly Publisher[];
  readonly speaksOn: readonly string[];
  readonly hostedPage: string;
  readonly databaseUrl: string;
  readonly connections: number;
  readonly sealer: Sealer;
  readonly cvcs: 'memory' | 'table';
}

/**
 * Followers write what the log can give again: rows and checkpoints that move together, in order. When PostgreSQL loses
 * its last instants they are computed anew, so their commits need not wait for the disk.
 */
const FOLLOWERS = { application_name: 'counterfoil followers', options: '-c synchronous_commit=off' };

/** Opens the engines, with their tables brought up to date; `stack` closes them in reverse order. @throws SchemaMismatch */
export const openEngines = async (
  wanted: Wanted,
  settings: Settings,
  log: Logger,
  stop: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<Engines> => {
  const { databaseUrl, sealer, cvcs } = wanted;
  const connections = { connectionString: databaseUrl, max: wanted.connections };
  const lost = (code: string): void => log.warn({ code }, 'an idle database connection was lost');
  const pool = openPool({ ...connections, application_name: 'counterfoil' }, lost);
  stack.defer(() => pool.end());
  const followers = openPool({ ...connections, ...FOLLOWERS }, lost);
  stack.defer(() => followers.end());
  await usable('DATABASE_URL', () => bringUp(pool, [...foundation, ...wanted.schemas], settings.migrate));
  const keys = await openKeyRing(pool, sealer);
  const store = await openLog(settings, databaseUrl, stop);
  stack.defer(() => store.close());
  const watch = await StreamWatch.start(store, ['session', 'payment', 'charge_attempt'], error =>
    log.warn({ err: error }, 'the watch over the log stumbled, begins again where it was'),
  );
  stack.defer(() => watch.stop());
  const idempotency = new Idempotency(pool, keys);
  stack.defer(() => idempotency.stop());
  const publishers = wanted.publishers(store, wanted.hostedPage);
  const carried = { store, pool: followers, publishers, speaksOn: wanted.speaksOn, log };
  const messaging = await openMessaging(carried, settings);
  stack.defer(() => messaging.close());
  return {
    store,
    watch,
    messaging,
    pool,
    followers,
    keys,
    vault:
      cvcs === 'table' ? new CardVault(pool, sealer, keys, cvcsInTable(pool, keys)) : new CardVault(pool, sealer, keys),
    idempotency,
  };
};

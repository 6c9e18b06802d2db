import { chargeAttemptAggregate, chargeView } from '@counterfoil/charge-attempt';
import {
  projectionKey,
  resetProjection,
  runProjection,
  type EventStore,
  type Projection,
} from '@counterfoil/event-sourcing';
import { paymentAggregate, paymentView, refundView, timeline } from '@counterfoil/payment';
import type { Settings } from '@counterfoil/platform/config';
import type { Logger } from '@counterfoil/platform/logging';
import { sessionAggregate, sessionView } from '@counterfoil/session';
import { endpointAggregate, webhooks } from '@counterfoil/webhook-dispatcher';
import type { Pool } from 'pg';
import { codeOf, openDatabase, openLog, openPool, StartFailure } from '@counterfoil/process';

/** How often progress is told, milliseconds. */
const TELL_EVERY_MS = 1_000;

const UNDEFINED_TABLE = '42P01';

/** Every projection of the product. */
const projectionsOn = (store: EventStore): readonly Projection[] => [
  paymentView(paymentAggregate(store)),
  refundView(paymentAggregate(store)),
  timeline,
  sessionView(sessionAggregate(store)),
  chargeView(chargeAttemptAggregate(store)),
  webhooks(endpointAggregate(store)),
];

const named = (projections: readonly Projection[], name: string): Projection => {
  const found = projections.find(projection => projectionKey(projection) === name);
  if (found) return found;
  throw new StartFailure(`There is no projection "${name}"; there are: ${projections.map(projectionKey).join(', ')}`);
};

const reset = async (pool: Pool, projection: Projection): Promise<void> => {
  try {
    await resetProjection(pool, projection);
  } catch (error) {
    if (codeOf(error) !== UNDEFINED_TABLE) throw error;
    throw new StartFailure('This database has no read models yet: npm start makes them');
  }
};

/** Runs the projection up to the log's present end, telling how far it is; ends early when `stop` is aborted. */
const catchUp = async (
  parts: { readonly projection: Projection; readonly store: EventStore; readonly pool: Pool; readonly log: Logger },
  tell: (progress: string) => void,
  stop: AbortSignal,
): Promise<void> => {
  const head = await parts.store.head();
  const running = runProjection(parts);
  try {
    for (let isThere = false; !isThere && !stop.aborted;) {
      isThere = await Promise.race([running.waitUntil(head, TELL_EVERY_MS), running.stopped.then(() => false)]);
      tell(`${running.key}: ${running.position()} of ${head} events`);
    }
  } finally {
    await running.stop();
  }
};

/**
 * Empties the read model `name` (such as `payment_view_v2`) and computes it anew from the log. Beside a running product
 * readers see it grow; stopped half-way, the product's next start goes on with it.
 * @throws StartFailure for an unknown name; UnreadableEvent
 */
export const rebuild = async (
  settings: Settings,
  name: string,
  around: { readonly log: Logger; readonly tell: (progress: string) => void; readonly stop: AbortSignal },
): Promise<void> => {
  const { log, tell, stop } = around;
  await using stack = new AsyncDisposableStack();
  const database = await openDatabase(settings.databaseUrl, settings.dataDir, stop);
  stack.defer(() => database.stop());
  const pool = openPool({ connectionString: database.url });
  stack.defer(() => pool.end());
  const store = await openLog(settings, database.url, stop);
  stack.defer(() => store.close());
  const projection = named(projectionsOn(store), name);
  await reset(pool, projection);
  await catchUp({ projection, store, pool, log }, tell, stop);
};

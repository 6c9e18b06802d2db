import { readConsumerStandings, type EventStore } from '@counterfoil/event-sourcing';
import type { RunningSubscription } from '@counterfoil/messaging';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { Pool } from 'pg';
import { TimeBehind } from './time-behind.ts';

interface Measured {
  readonly metrics: Metrics;
  readonly store: Pick<EventStore, 'head'>;
  readonly pool: Pool;
}

/** Who follows: also the name of the label. */
type Kind = 'projection' | 'consumer' | 'relay';

/** How far a follower has come, and how far it could. */
interface Standing {
  readonly name: string;
  readonly done: bigint;
  readonly end: bigint;
}

/** How far followers are behind: in positions (events on PostgreSQL, bytes on EventStoreDB, messages in Kafka) and in time. */
const measureLag = (
  { metrics }: Pick<Measured, 'metrics'>,
  kind: Kind,
  look: () => Promise<readonly Standing[]>,
): void => {
  const behind = new Map<string, TimeBehind>();
  const timeBehind = (name: string): TimeBehind => {
    const known = behind.get(name) ?? new TimeBehind();
    behind.set(name, known);
    return known;
  };
  const read = (unit: 'positions' | 'seconds', help: string, value: (standing: Standing) => number): void =>
    metrics.read<string>({ name: `counterfoil_${kind}_lag_${unit}`, help, labelNames: [kind] }, async () =>
      (await look()).map(standing => ({ labels: { [kind]: standing.name }, value: value(standing) })),
    );
  // Never below zero: the end moves on between two looks.
  read('positions', `Positions that a ${kind} is behind.`, ({ done, end }) => Math.max(0, Number(end - done)));
  read('seconds', `For how long a ${kind} has been behind, as seen by scrapes.`, ({ name, done, end }) =>
    timeBehind(name).seconds(done, end, performance.now()),
  );
};

const standingsOf = async ({ pool, store }: Measured, names: readonly string[]): Promise<readonly Standing[]> => {
  const standings = await readConsumerStandings(pool, names);
  const end = await store.head();
  return standings.map(({ name, position }) => ({ name, done: position, end }));
};

/** How far a projection of this process is behind the log. */
export const measureProjection = (measured: Measured, running: { readonly key: string; position(): bigint }): void =>
  measureLag(measured, 'projection', async () => {
    const done = running.position();
    return [{ name: running.key, done, end: await measured.store.head() }];
  });

/** What consumers have given up on, wherever they run. */
const measureDeadLetters = ({ metrics, pool }: Measured, names: readonly string[]): void =>
  metrics.read(
    {
      name: 'counterfoil_dead_letters',
      help: 'Events that a consumer has given up on, or that wait behind one.',
      labelNames: ['consumer'],
    },
    async () => {
      const standings = await readConsumerStandings(pool, names);
      return standings.map(({ name, letters }) => ({ labels: { consumer: name }, value: letters }));
    },
  );

/** How far consumers are behind the log, and what they have given up on, wherever they run. */
export const measureConsumers = (measured: Measured, names: readonly string[]): void => {
  measureLag(measured, 'consumer', () => standingsOf(measured, names));
  measureDeadLetters(measured, names);
};

/** How far groups are behind what is published, and what they have given up on, wherever they run. */
export const measureSubscriptions = (
  measured: Measured,
  subscriptions: readonly { readonly name: string; readonly running: Pick<RunningSubscription, 'standing'> }[],
): void => {
  measureLag(measured, 'consumer', () =>
    Promise.all(subscriptions.map(async ({ name, running }) => ({ name, ...(await running.standing()) }))),
  );
  measureDeadLetters(
    measured,
    subscriptions.map(({ name }) => name),
  );
};

/** How far relays are behind the log: their checkpoints are those of consumers under `names`, wherever they run. */
export const measureRelays = (measured: Measured, names: readonly string[]): void =>
  measureLag(measured, 'relay', () => standingsOf(measured, names));

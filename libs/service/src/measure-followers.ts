import { readConsumerStandings, type EventStore } from '@counterfoil/event-sourcing';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { Pool } from 'pg';

interface Measured {
  readonly metrics: Metrics;
  readonly store: EventStore;
  readonly pool: Pool;
}

/** Never below zero: the log goes on between two looks at it. */
const behind = (head: bigint, position: bigint): number => Math.max(0, Number(head - position));

/** How many positions of the log a projection of this process has still to apply. */
export const measureProjection = (
  { metrics, store }: Measured,
  running: { readonly key: string; position(): bigint },
): void =>
  metrics.read(
    {
      name: 'counterfoil_projection_lag_positions',
      help: 'Positions of the log that a projection is behind its head.',
      labelNames: ['projection'],
    },
    async () => [{ labels: { projection: running.key }, value: behind(await store.head(), running.position()) }],
  );

/** How far consumers are behind the log, and what they have given up on, wherever they run. */
export const measureConsumers = ({ metrics, store, pool }: Measured, names: readonly string[]): void => {
  metrics.read(
    {
      name: 'counterfoil_consumer_lag_positions',
      help: 'Positions of the log that a consumer is behind its head.',
      labelNames: ['consumer'],
    },
    async () => {
      const [head, standings] = await Promise.all([store.head(), readConsumerStandings(pool, names)]);
      return standings.map(({ name, position }) => ({ labels: { consumer: name }, value: behind(head, position) }));
    },
  );
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
};

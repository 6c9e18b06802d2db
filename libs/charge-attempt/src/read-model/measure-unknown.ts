import type { Clock } from '@counterfoil/platform';
import type { Surroundings } from '@counterfoil/service';

interface Row {
  readonly count: number;
  readonly oldest: Date | null;
}

const UNKNOWN = `select count(*)::int as count, min((resource ->> 'unknown_since')::timestamptz) as oldest
                 from charge_attempt.charge_view_v2 where is_unknown`;

/** How many charges have an outcome that nobody knows yet, and since when the oldest has been asked about. */
export const measureUnknown = ({ metrics, pool }: Surroundings, clock: Clock): void => {
  const read = async (): Promise<Row> => (await pool.query<Row>(UNKNOWN)).rows[0] ?? { count: 0, oldest: null };
  metrics.read(
    { name: 'counterfoil_charges_unknown', help: 'Charges of which an outcome at the provider is not known.' },
    async () => [{ value: (await read()).count }],
  );
  metrics.read(
    {
      name: 'counterfoil_charges_unknown_oldest_seconds',
      help: 'Since when the oldest of them is not known; 0: none.',
    },
    async () => {
      const { oldest } = await read();
      return [{ value: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) / 1_000 : 0 }];
    },
  );
};

import { readConsumerStandings } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import type { Surroundings } from '@counterfoil/service';
import { CALLBACK_READER } from '../provider-callback.ts';

interface Row {
  readonly count: number;
  readonly oldest: Date | null;
}

const OPEN = `select count(*)::int as count, min(open_since) as oldest
              from charge_attempt.charge_view_v3 where open_since is not null`;

const UNKNOWN = `select count(*)::int as count, min((resource ->> 'unknown_since')::timestamptz) as oldest
                 from charge_attempt.charge_view_v3 where open_since is not null and is_unknown`;

/** What waits for its outcome, what of it nobody knows, since when the oldest of both has waited, and what led nowhere. */
export const measureOpen = ({ metrics, pool }: Surroundings, clock: Clock): void => {
  const read = async (what: string): Promise<Row> =>
    (await pool.query<Row>(what)).rows[0] ?? { count: 0, oldest: null };
  const count = async (what: string) => [{ value: (await read(what)).count }];
  const oldest = async (what: string) => {
    const { oldest: since } = await read(what);
    return [{ value: since ? Math.max(0, clock.now().getTime() - since.getTime()) / 1_000 : 0 }];
  };
  metrics.read(
    { name: 'counterfoil_charges_open', help: 'Charges that wait for their outcome, or that of an operation on them.' },
    () => count(OPEN),
  );
  metrics.read(
    { name: 'counterfoil_charges_open_oldest_seconds', help: 'For how long the oldest of them has waited; 0: none.' },
    () => oldest(OPEN),
  );
  metrics.read(
    { name: 'counterfoil_charges_unknown', help: 'Charges of which an outcome at the provider is not known.' },
    () => count(UNKNOWN),
  );
  metrics.read(
    {
      name: 'counterfoil_charges_unknown_oldest_seconds',
      help: 'Since when the oldest of them is not known; 0: none.',
    },
    () => oldest(UNKNOWN),
  );
  metrics.read(
    {
      name: 'counterfoil_provider_callbacks_unmatched',
      help: 'News of providers that nobody could look into: for an operator.',
    },
    async () => (await readConsumerStandings(pool, [CALLBACK_READER])).map(({ letters }) => ({ value: letters })),
  );
};

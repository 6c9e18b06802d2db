import type { Surroundings } from '@counterfoil/service';

const IN_REVIEW = 'select count(*)::int as count from charge_attempt.charge_view_v3 where needs_review';

const LATE = `select count(*)::int as count from charge_attempt.charge_view_v3
              where (open_since is not null or needs_review)
                and exists (select from json_array_elements(resource -> 'operations') as operation
                            where (operation ->> 'is_reversal')::boolean and operation ->> 'status' <> 'SUCCEEDED')`;

/** What people have to look at, and what payers have not got back yet. */
export const measureReviews = ({ metrics, pool }: Surroundings): void => {
  const count = (what: string) => async () => [
    { value: (await pool.query<{ readonly count: number }>(what)).rows[0]?.count ?? 0 },
  ];
  metrics.read(
    { name: 'counterfoil_charges_in_review', help: 'Charges that an operator has to look at.' },
    count(IN_REVIEW),
  );
  metrics.read(
    {
      name: 'counterfoil_late_charges_open',
      help: 'Charges that no payment can take, and that are not given back yet.',
    },
    count(LATE),
  );
};

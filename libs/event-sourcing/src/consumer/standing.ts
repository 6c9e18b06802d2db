import type { Pool } from 'pg';

/** How far a consumer has come, and how much it has given up on. */
interface ConsumerStanding {
  readonly name: string;
  readonly position: bigint;
  /** Dead, parked and due. */
  readonly letters: number;
}

/** The standing of those consumers, wherever they run; one that has not begun stands at 0. */
export const readConsumerStandings = async (
  pool: Pool,
  names: readonly string[],
): Promise<readonly ConsumerStanding[]> => {
  const { rows } = await pool.query<{ name: string; position: string; letters: number }>({
    name: 'consumer-standings',
    text: `select name, coalesce(position, 0) as position,
             (select count(*)::int from consumer.dead_letters where consumer = name) as letters
           from unnest($1::text[]) as name left join consumer.checkpoints using (name)`,
    values: [names],
  });
  return rows.map(row => ({ ...row, position: BigInt(row.position) }));
};

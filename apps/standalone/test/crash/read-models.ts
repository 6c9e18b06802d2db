import type { Pool } from 'pg';

const TABLES = [
  'payment.payment_view_v2',
  'payment.refund_view_v1',
  'payment.timeline_v1',
  'session.session_view_v2',
  'charge_attempt.charge_view_v3',
  'webhook.events_v1',
  'webhook.endpoints_v1',
  'webhook.deliveries_v1',
  'webhook.attempts_v1',
];

/** Every row of every read model, as text, by table. */
export const readModelsIn = async (pool: Pool): Promise<Readonly<Record<string, readonly string[]>>> => {
  const dumps = TABLES.map(async table => {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${table} t order by t::text`);
    return [table, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(dumps));
};

/** Empties every read model, and forgets how far each of them was. */
export const dropReadModels = async (pool: Pool): Promise<void> => {
  await pool.query(`truncate ${TABLES.join(', ')}, projection.checkpoints`);
};

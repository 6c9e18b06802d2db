import { eventually } from '@counterfoil/testing';
import type { Pool } from 'pg';

/** Everything that payments have left in a database of the product, as one row a thing. */
interface Remains {
  readonly payments: readonly { readonly id: string; readonly status: string }[];
  readonly sessions: readonly { readonly id: string; readonly payment_id: string; readonly status: string }[];
  readonly charges: readonly { readonly id: string; readonly payment_id: string; readonly status: string }[];
  /** Streams in the log by category: a row that is missing in a read model shows here. */
  readonly streams: Readonly<Record<string, number>>;
  /** Events about payments that the timeline does not have: rows that no later event makes up for. */
  readonly untold: number;
  readonly deadLetters: number;
}

const rowsOf = async <Row extends object>(pool: Pool, text: string): Promise<readonly Row[]> =>
  (await pool.query<Row>(text)).rows;

/** What the read models, the log and the consumers hold now. */
export const remainsIn = async (pool: Pool): Promise<Remains> => {
  const streams = await rowsOf<{ category: string; count: number }>(
    pool,
    `select category, count(distinct stream)::int from event_log.events
     where category <> 'provider_callback' group by category order by category`,
  );
  const [untold] = await rowsOf<{ count: number }>(
    pool,
    `select count(*)::int from event_log.events e
     where metadata ->> 'paymentId' is not null
       and not exists (select from payment.timeline_v1 t where t.position = e.position)`,
  );
  const [dead] = await rowsOf<{ count: number }>(pool, 'select count(*)::int from consumer.dead_letters');
  return {
    payments: await rowsOf(pool, 'select id, status from payment.payment_view_v2 order by id'),
    sessions: await rowsOf(pool, 'select id, payment_id, status from session.session_view_v2 order by id'),
    charges: await rowsOf(
      pool,
      'select id, payment_id, status from charge_attempt.charge_view_v3 order by payment_id, attempt',
    ),
    streams: Object.fromEntries(streams.map(({ category, count }) => [category, count])),
    untold: untold?.count ?? 0,
    deadLetters: dead?.count ?? 0,
  };
};

/** The events of sessions and payments, in order by stream: what must not depend on a crash. */
export const storyIn = async (pool: Pool): Promise<readonly string[]> => {
  const events = await rowsOf<{ type: string }>(
    pool,
    `select type from event_log.events where category in ('session', 'payment') order by category, stream, revision`,
  );
  return events.map(({ type }) => type);
};

/** Resolves when every payment in the database has come to `ending` by itself, and every session has heard of it. */
export const untilAllEnded = (
  pool: Pool,
  ending: { readonly payment: string; readonly session: string | null },
): Promise<boolean> =>
  eventually(
    async () => {
      const { payments, sessions } = await remainsIn(pool);
      return (
        payments.length > 0 &&
        payments.every(({ status }) => status === ending.payment) &&
        sessions.every(({ status }) => status === ending.session)
      );
    },
    { timeoutMs: 20_000, describe: 'the end of every payment' },
  );

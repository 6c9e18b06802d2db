import { eventually } from '@counterfoil/testing';
import type { Pool } from 'pg';

/** What payments have left in a database of the product, as one row a thing. */
interface Remains {
  readonly payments: readonly { readonly id: string; readonly status: string }[];
  readonly sessions: readonly { readonly id: string; readonly payment_id: string; readonly status: string }[];
  readonly charges: readonly { readonly id: string; readonly payment_id: string; readonly status: string }[];
  /** Streams in the log by category: a row that is missing in a read model shows here. */
  readonly streams: Readonly<Record<string, number>>;
  /** Of all payments: events about them that the timeline does not have: rows that no later event makes up for. */
  readonly untold: number;
  /** Of all consumers. */
  readonly deadLetters: number;
}

const rowsOf = async <Row extends object>(
  pool: Pool,
  text: string,
  values: readonly string[] = [],
): Promise<readonly Row[]> => (await pool.query<Row>(text, [...values])).rows;

/** The rows of a view whose streams have gone on after $1, and rows that no stream explains. */
const goneOn = (category: string): string =>
  `((select max(position) from event_log.events where stream = '${category}-' || id) > $1) is not false`;

/** What the read models, the log and the consumers hold now of what has happened after that position of the log. */
export const remainsIn = async (pool: Pool, after = '0'): Promise<Remains> => {
  const streams = await rowsOf<{ category: string; count: number }>(
    pool,
    `select category, count(distinct stream)::int from event_log.events
     where category <> 'provider_callback' and position > $1 group by category order by category`,
    [after],
  );
  const [untold] = await rowsOf<{ count: number }>(
    pool,
    `select count(*)::int from event_log.events e
     where metadata ->> 'paymentId' is not null
       and not exists (select from payment.timeline_v1 t where t.position = e.position)`,
  );
  const [dead] = await rowsOf<{ count: number }>(pool, 'select count(*)::int from consumer.dead_letters');
  return {
    payments: await rowsOf(
      pool,
      `select id, status from payment.payment_view_v2 where ${goneOn('payment')} order by id`,
      [after],
    ),
    sessions: await rowsOf(
      pool,
      `select id, payment_id, status from session.session_view_v2 where ${goneOn('session')} order by id`,
      [after],
    ),
    charges: await rowsOf(
      pool,
      `select id, payment_id, status from charge_attempt.charge_view_v3
       where ${goneOn('charge_attempt')} order by payment_id, attempt`,
      [after],
    ),
    streams: Object.fromEntries(streams.map(({ category, count }) => [category, count])),
    untold: untold?.count ?? 0,
    deadLetters: dead?.count ?? 0,
  };
};

/** The events of sessions and payments after that position, in order by stream: what must not depend on a crash. */
export const storyIn = async (pool: Pool, after: string): Promise<readonly string[]> => {
  const events = await rowsOf<{ type: string }>(
    pool,
    `select type from event_log.events where category in ('session', 'payment') and position > $1
     order by category, stream, revision`,
    [after],
  );
  return events.map(({ type }) => type);
};

/** Resolves when every payment after that position has come to `ending` by itself, and every session has heard of it. */
export const untilAllEnded = (
  pool: Pool,
  after: string,
  ending: { readonly payment: string; readonly session: string | null },
): Promise<boolean> =>
  eventually(
    async () => {
      const { payments, sessions } = await remainsIn(pool, after);
      return (
        payments.length > 0 &&
        payments.every(({ status }) => status === ending.payment) &&
        sessions.every(({ status }) => status === ending.session)
      );
    },
    { timeoutMs: 20_000, describe: 'the end of every payment' },
  );

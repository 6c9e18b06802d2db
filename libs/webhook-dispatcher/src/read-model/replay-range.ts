import type { Pool, PoolClient } from 'pg';
import type { Moment } from '../domain/parts.ts';
import type { Deliverable } from './delivery-rows.ts';

/** Which events of a merchant are delivered again; both ends are inclusive. */
export interface ReplayRange {
  readonly merchantId: string;
  readonly from: Moment;
  readonly to: Moment;
  readonly eventTypes: readonly string[];
}

// A test is for its endpoint at its time, and never replayed.
const IN_RANGE = `merchant_id = $1 and only_to is null
  and ($2::bigint is null or position >= $2) and ($3::bigint is null or position <= $3)
  and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at <= $5)
  and ($6::text[] is null or type = any ($6))`;

const positionOf = (moment: Moment): string | null => (moment?.type === 'position' ? moment.position : null);
const timeOf = (moment: Moment): string | null => (moment?.type === 'time' ? moment.time : null);

const valuesOf = ({ merchantId, from, to, eventTypes }: ReplayRange) => [
  merchantId,
  positionOf(from),
  positionOf(to),
  timeOf(from),
  timeOf(to),
  eventTypes.includes('*') ? null : eventTypes,
];

/** How many events there are to deliver. */
export const countReplay = async (db: Pool, range: ReplayRange): Promise<number> => {
  const text = `select count(*) as count from webhook.events_v1 where ${IN_RANGE}`;
  const { rows } = await db.query<{ count: string }>(text, valuesOf(range));
  return Number(rows[0]?.count ?? 0);
};

interface Row {
  readonly id: string;
  readonly type: string;
  readonly payment_id: string | null;
  readonly position: string;
  readonly created_at: Date;
}

/** So many events are replayed at a time: for as long as their rows are written, nobody else's are. */
export const REPLAY_STEP = 1_000;

/** Where the step behind log position `after` ends; null: at the end of what there was of the range at position `head`. */
export const endOfStep = async (
  db: Pool,
  range: ReplayRange,
  { after, head }: { readonly after: string; readonly head: string },
): Promise<string | null> => {
  const text = `select position from webhook.events_v1 where ${IN_RANGE} and position > $7 and position <= $8
                order by position offset ${REPLAY_STEP - 1} limit 2`;
  const { rows } = await db.query<Pick<Row, 'position'>>(text, [...valuesOf(range), after, head]);
  return rows.length > 1 ? (rows[0]?.position ?? null) : null;
};

/** The events of one step, behind `after` and up to `upTo`, oldest first. */
export const readStep = async (
  client: PoolClient,
  range: ReplayRange,
  { after, upTo }: { readonly after: string; readonly upTo: string },
): Promise<readonly Deliverable[]> => {
  const text = `select id, type, payment_id, position, created_at from webhook.events_v1
                where ${IN_RANGE} and position > $7 and position <= $8 order by position`;
  const { rows } = await client.query<Row>(text, [...valuesOf(range), after, upTo]);
  return rows.map(row => ({
    eventId: row.id,
    eventType: row.type,
    merchantId: range.merchantId,
    paymentId: row.payment_id,
    position: BigInt(row.position),
    createdAt: row.created_at.toISOString(),
  }));
};

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

const CHUNK = 1_000;

/** The events of the range, a thousand at a time, oldest first. */
export const readReplay = async function* (
  client: PoolClient,
  range: ReplayRange,
): AsyncGenerator<readonly Deliverable[], void> {
  const text = `select id, type, payment_id, position, created_at from webhook.events_v1
                where ${IN_RANGE} and position > $7 order by position limit ${CHUNK}`;
  for (let after = '0'; ;) {
    const { rows } = await client.query<Row>(text, [...valuesOf(range), after]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(row => ({
      eventId: row.id,
      eventType: row.type,
      merchantId: range.merchantId,
      paymentId: row.payment_id,
      position: BigInt(row.position),
      createdAt: row.created_at.toISOString(),
    }));
    after = last.position;
  }
};

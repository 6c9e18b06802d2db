import type { WebhookEventResource } from '@counterfoil/contracts';
import { projectionKey } from '@counterfoil/event-sourcing';
import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { deliveryId } from './delivery-rows.ts';
import type { Told } from './event-rows.ts';
import { LISTENERS, type Listener, type Target } from './listeners.ts';
import { WEBHOOK_ROWS } from './projection-name.ts';
import { webhookBody } from './webhook-body.ts';

/** A delivery that is due, with all that its try needs. */
export interface Due extends Target {
  readonly id: string;
  readonly endpoint_id: string;
  readonly merchant_id: string;
  readonly event_id: string;
  readonly payment_id: string | null;
  readonly trace_id: string;
  readonly round: string;
  readonly tries: number;
  readonly body: string;
}

/** What the rows will say of an event that was just recorded. */
export const dueOf = ({ id: endpoint_id, ...target }: Listener, { event, position }: Told): Due => ({
  ...target,
  id: deliveryId(event, endpoint_id),
  endpoint_id,
  event_id: event.eventId,
  payment_id: event.paymentId,
  trace_id: event.traceId,
  round: String(position),
  tries: 0,
  body: JSON.stringify(webhookBody(event)),
});

/** The next deliveries of one endpoint; replayed ones wait behind the others, a payment's behind the one before it. */
const nextOf = (isReplay: boolean): string => `
  (select delivery.* from webhook.deliveries_v1 delivery
   where endpoint_id = endpoint.id and is_replay = ${isReplay} and not is_blocked and due_at <= $1
     and id <> all ($2::text[])
   order by due_at, event_position limit endpoint.concurrency * $4::int)`;

/** What a reader of what is due has in hand. */
export interface DueRequest {
  readonly now: Date;
  readonly inHand: readonly string[];
  /** Endpoints that want no more. */
  readonly full: readonly string[];
  /** Of each endpoint, for each try that it takes at a time. */
  readonly limit: number;
}

/**
 * For a session that reads what is due over and over: a backlog is walked along its index, in order, from its beginning.
 * Statistics that are older than the backlog would have it sorted as a whole each time.
 */
export const READ_IN_ORDER = 'set enable_sort = off; set enable_bitmapscan = off; set enable_seqscan = off';

const DUE = `
  select due.id, due.endpoint_id, due.merchant_id, due.event_id, due.payment_id, due.round, due.tries, event.body,
         endpoint.url, endpoint.headers, endpoint.secrets, endpoint.rate_limit_per_s, endpoint.concurrency,
         endpoint.ordered, endpoint.v1a
  from webhook.endpoints_v1 endpoint
  cross join lateral (
    select * from (${nextOf(false)} union all ${nextOf(true)}) either
    order by is_replay, due_at, event_position limit endpoint.concurrency * $4::int
  ) due
  join webhook.events_v1 event on event.id = due.event_id
  where endpoint.status = 'ENABLED' and not endpoint.is_gone and endpoint.id <> all ($3::text[])
  order by endpoint.id, due.is_replay, due.due_at, due.event_position`;

/** PostgreSQL could not read every body: it has no text for what JSON writes as \u0000, or as half a surrogate pair. */
const traceIdOf = (body: string): string => (JSON.parse(body) as Pick<WebhookEventResource, 'trace_id'>).trace_id;

/** Where rows are read: a pool, or one connection. */
export interface Session {
  query<Row extends QueryResultRow>(statement: string | QueryConfig): Promise<QueryResult<Row>>;
}

/** Rows with an id, and how far they all are. */
interface Whole<Row> {
  readonly rows: readonly Row[];
  readonly checkpoint: bigint;
}

/** Reads what is due. Nothing is of an endpoint that is disabled, deleted, or has said that it is gone. */
export class DueDeliveries {
  private seen = 0n;

  constructor(private readonly pool: Pool) {}

  /** How far the rows were when they were read last. */
  get position(): bigint {
    return this.seen;
  }

  /** The next ones of every endpoint, in order, without what is `inHand`. */
  async read({ now, inHand, full, limit }: DueRequest, session: Session = this.pool): Promise<readonly Due[]> {
    const values = [now, inHand, full, limit];
    const whole = await this.readWhole<Omit<Due, 'trace_id'>>(
      { name: 'webhook-deliveries-due', text: DUE, values },
      session,
    );
    if (!whole) return [];
    this.seen = whole.checkpoint;
    return whole.rows.map(row => ({ ...row, trace_id: traceIdOf(row.body) }));
  }

  /** The enabled endpoints of these merchants; undefined while the rows may say of them what is long past. */
  async readListeners(
    merchantIds: readonly string[],
    session: Session = this.pool,
  ): Promise<readonly Listener[] | undefined> {
    const query = { name: 'webhook-listeners-whole', text: LISTENERS, values: [merchantIds] };
    return (await this.readWhole<Listener>(query, session))?.rows;
  }

  /** Rows that are being computed anew say that long gone deliveries are due: they say nothing until they are where they were. */
  private async readWhole<Row extends { readonly id: string }>(
    { name, text, values }: { readonly name: string; readonly text: string; readonly values: readonly unknown[] },
    session: Session,
  ): Promise<Whole<Row> | undefined> {
    const { rows } = await session.query<{ readonly checkpoint: string } & (Row | { readonly id: null })>({
      name,
      text: `select checkpoint.position as checkpoint, next.* from projection.checkpoints checkpoint
             left join lateral (${text}) next on true where checkpoint.name = '${projectionKey(WEBHOOK_ROWS)}'`,
      values: [...values],
    });
    const checkpoint = BigInt(rows[0]?.checkpoint ?? -1);
    if (checkpoint < this.seen) return undefined;
    return { rows: rows.filter((row): row is Row & { readonly checkpoint: string } => row.id !== null), checkpoint };
  }
}

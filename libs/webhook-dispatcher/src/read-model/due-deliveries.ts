import { projectionKey } from '@counterfoil/event-sourcing';
import type { ClientBase, Pool } from 'pg';
import type { SecretVersion } from '../domain/endpoint/state.ts';
import { WEBHOOK_ROWS } from './projection-name.ts';

/** A delivery that is due, with all that its try needs. */
export interface Due {
  readonly id: string;
  readonly endpoint_id: string;
  readonly merchant_id: string;
  readonly event_id: string;
  readonly payment_id: string | null;
  readonly trace_id: string;
  readonly round: string;
  readonly tries: number;
  readonly body: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretVersion[];
  readonly rate_limit_per_s: number | null;
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly v1a: boolean;
}

/** The next deliveries of one endpoint; replayed ones wait behind the others, a payment's behind the one before it. */
const dueOf = (isReplay: boolean): string => `
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

interface Row extends Due {
  readonly checkpoint: string;
}

/** Reads what is due. Nothing is of an endpoint that is disabled, deleted, or has said that it is gone. */
export class DueDeliveries {
  /** How far the rows were when they were read last. */
  private seen = 0n;

  constructor(private readonly pool: Pool) {}

  /** The next ones of every endpoint, in order, without what is `inHand`. */
  async read(
    { now, inHand, full, limit }: DueRequest,
    session: Pick<ClientBase, 'query'> = this.pool,
  ): Promise<readonly Due[]> {
    const { rows } = await session.query<Row | { readonly id: null; readonly checkpoint: string }>({
      name: 'webhook-deliveries-due',
      text: `select checkpoint.position as checkpoint, next.* from projection.checkpoints checkpoint
       left join lateral (
         select due.id, due.endpoint_id, due.merchant_id, due.event_id, due.payment_id, due.round, due.tries, event.body,
                event.body::json ->> 'trace_id' as trace_id,
                endpoint.url, endpoint.headers, endpoint.secrets, endpoint.rate_limit_per_s, endpoint.concurrency,
                endpoint.ordered, endpoint.v1a
         from webhook.endpoints_v1 endpoint
         cross join lateral (
           select * from (${dueOf(false)} union all ${dueOf(true)}) either
           order by is_replay, due_at, event_position limit endpoint.concurrency * $4::int
         ) due
         join webhook.events_v1 event on event.id = due.event_id
         where endpoint.status = 'ENABLED' and not endpoint.is_gone and endpoint.id <> all ($3::text[])
         order by endpoint.id, due.is_replay, due.due_at, due.event_position
       ) next on true
       where checkpoint.name = '${projectionKey(WEBHOOK_ROWS)}'`,
      values: [now, inHand, full, limit],
    });
    return this.isWhole(rows[0]?.checkpoint) ? rows.filter(row => row.id !== null) : [];
  }

  /** The merchants that have an endpoint to send to. */
  async readListening(session: Pick<ClientBase, 'query'> = this.pool): Promise<ReadonlySet<string>> {
    const { rows } = await session.query<{ readonly merchant_id: string }>(
      `select distinct merchant_id from webhook.endpoints_v1 where status = 'ENABLED'`,
    );
    return new Set(rows.map(row => row.merchant_id));
  }

  /** Rows that are being computed anew say that long gone deliveries are due: until they are where they were, nothing is. */
  private isWhole(checkpoint: string | undefined): boolean {
    if (checkpoint === undefined || BigInt(checkpoint) < this.seen) return false;
    this.seen = BigInt(checkpoint);
    return true;
  }
}

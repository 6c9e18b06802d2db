import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, WebhookEventResource } from '@counterfoil/contracts';
import type { ListEventsQuery } from '@counterfoil/contracts/requests';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { WEBHOOK_ROWS } from '../read-model/projection-name.ts';

/** One event that the merchant may be told of; null when there is none for it. */
export class GetEvent extends Query<WebhookEventResource | null> {
  constructor(
    readonly merchantId: string,
    readonly eventId: string,
  ) {
    super();
  }
}

/** All that the merchant may be told of, of whatever age, newest first in commit order. */
export class ListEvents extends Query<Page<WebhookEventResource>> {
  constructor(
    readonly merchantId: string,
    readonly query: ListEventsQuery,
  ) {
    super();
  }
}

interface Row {
  readonly position: string;
  readonly body: string;
}

const cursors = listCursor('events', 'newest_first');
const eventOf = ({ body }: Row): WebhookEventResource => JSON.parse(body) as WebhookEventResource;

@QueryHandler(GetEvent)
export class GetEventHandler implements IQueryHandler<GetEvent> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, eventId }: GetEvent): Promise<WebhookEventResource | null> {
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<Row>({
      name: 'webhook-event-by-id',
      text: 'select position, body from webhook.events_v1 where id = $1 and merchant_id = $2',
      values: [eventId, merchantId],
    });
    return rows[0] ? eventOf(rows[0]) : null;
  }
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, query }: ListEvents): Promise<Page<WebhookEventResource>> {
    const { limit, cursor, type = null, created_after = null, payment = null } = query;
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    // Without a name it is planned with its values, so that a filter that is not given costs nothing.
    const { rows } = await this.pool.query<Row>(
      `select position, body from webhook.events_v1
       where merchant_id = $1 and position < $2 and ($3::text is null or type = $3)
         and ($4::timestamptz is null or created_at > $4) and ($5::text is null or payment_id = $5)
       order by position desc limit $6`,
      [merchantId, before, type, created_after, payment, limit + 1],
    );
    const page = pageOfRows(rows, limit, row => cursors.encode(row.position));
    return { ...page, data: page.data.map(eventOf) };
  }
}

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest, WebhookEndpointResource } from '@counterfoil/contracts';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { WEBHOOK_ROWS } from '../read-model/projection-name.ts';

/** One endpoint of a merchant; null when there is none for it. */
export class GetEndpoint extends Query<WebhookEndpointResource | null> {
  constructor(
    readonly merchantId: string,
    readonly endpointId: string,
  ) {
    super();
  }
}

/** A merchant's endpoints, newest first. */
export class ListEndpoints extends Query<Page<WebhookEndpointResource>> {
  constructor(
    readonly merchantId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** How many a merchant has that were there before `endpointId`: all, when it is not there yet. */
export class CountEarlierEndpoints extends Query<number> {
  constructor(
    readonly merchantId: string,
    readonly endpointId: string,
  ) {
    super();
  }
}

const cursors = listCursor('webhook-endpoints', 'newest_first');
const OF_MERCHANT = `from webhook.endpoints_v1 where merchant_id = $1 and status <> 'DELETED'`;

@QueryHandler(GetEndpoint)
export class GetEndpointHandler implements IQueryHandler<GetEndpoint> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, endpointId }: GetEndpoint): Promise<WebhookEndpointResource | null> {
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<{ resource: WebhookEndpointResource }>({
      name: 'webhook-endpoint-by-id',
      text: `select resource ${OF_MERCHANT} and id = $2`,
      values: [merchantId, endpointId],
    });
    return rows[0]?.resource ?? null;
  }
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, page: { limit, cursor } }: ListEndpoints): Promise<Page<WebhookEndpointResource>> {
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<{ created_position: string; resource: WebhookEndpointResource }>({
      name: 'webhook-endpoints',
      text: `select created_position, resource ${OF_MERCHANT} and created_position < $2
             order by created_position desc limit $3`,
      values: [merchantId, before, limit + 1],
    });
    const page = pageOfRows(rows, limit, row => cursors.encode(row.created_position));
    return { ...page, data: page.data.map(row => row.resource) };
  }
}

@QueryHandler(CountEarlierEndpoints)
export class CountEarlierEndpointsHandler implements IQueryHandler<CountEarlierEndpoints> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, endpointId }: CountEarlierEndpoints): Promise<number> {
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<{ count: string }>({
      name: 'webhook-endpoints-earlier',
      text: `select count(*) as count ${OF_MERCHANT} and id <> $2 and not exists (
               select from webhook.endpoints_v1 own where own.id = $2 and own.created_position < endpoints_v1.created_position)`,
      values: [merchantId, endpointId],
    });
    return Number(rows[0]?.count ?? 0);
  }
}

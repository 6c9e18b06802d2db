import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest, WebhookDeliveryResource } from '@counterfoil/contracts';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { DELIVERY_COLUMNS, resourcesOf, type DeliveryRow } from './delivery-resource.ts';
import { WEBHOOK_ROWS } from '../read-model/projection-name.ts';

/** One delivery of a merchant, with its tries; null when there is none for it. */
export class GetDelivery extends Query<WebhookDeliveryResource | null> {
  constructor(
    readonly merchantId: string,
    readonly deliveryId: string,
  ) {
    super();
  }
}

/** The deliveries of one of the merchant's endpoints, newest event first. */
export class ListDeliveries extends Query<Page<WebhookDeliveryResource>> {
  constructor(
    readonly merchantId: string,
    readonly endpointId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

const cursors = listCursor('webhook-deliveries', 'newest_first');

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, deliveryId }: GetDelivery): Promise<WebhookDeliveryResource | null> {
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<DeliveryRow>({
      name: 'webhook-delivery-by-id',
      text: `select ${DELIVERY_COLUMNS} from webhook.deliveries_v1 where id = $1 and merchant_id = $2`,
      values: [deliveryId, merchantId],
    });
    return (await resourcesOf(this.pool, rows))[0] ?? null;
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, endpointId, page: asked }: ListDeliveries): Promise<Page<WebhookDeliveryResource>> {
    const before = cursors.decode(asked.cursor);
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const { rows } = await this.pool.query<DeliveryRow>({
      name: 'webhook-deliveries-of-endpoint',
      text: `select ${DELIVERY_COLUMNS} from webhook.deliveries_v1
             where endpoint_id = $1 and merchant_id = $2 and event_position < $3
             order by event_position desc limit $4`,
      values: [endpointId, merchantId, before, asked.limit + 1],
    });
    const page = pageOfRows(rows, asked.limit, row => cursors.encode(row.event_position));
    return { ...page, data: await resourcesOf(this.pool, page.data) };
  }
}

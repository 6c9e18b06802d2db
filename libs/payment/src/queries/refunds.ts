import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest, RefundResource } from '@counterfoil/contracts';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

/** One refund of a merchant; null when there is none for it. */
export class GetRefund extends Query<RefundResource | null> {
  constructor(
    readonly merchantId: string,
    readonly refundId: string,
  ) {
    super();
  }
}

/** The refunds of a payment, newest first in commit order. */
export class ListRefunds extends Query<Page<RefundResource>> {
  constructor(
    readonly merchantId: string,
    readonly paymentId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

const cursors = listCursor('refunds', 'newest_first');

@QueryHandler(GetRefund)
export class GetRefundHandler implements IQueryHandler<GetRefund> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, refundId }: GetRefund): Promise<RefundResource | null> {
    await this.barrier.caughtUp({ name: 'refund_view' });
    const { rows } = await this.pool.query<{ resource: RefundResource }>({
      name: 'refund-by-id',
      text: 'select resource from payment.refund_view_v1 where id = $1 and merchant_id = $2',
      values: [refundId, merchantId],
    });
    return rows[0]?.resource ?? null;
  }
}

@QueryHandler(ListRefunds)
export class ListRefundsHandler implements IQueryHandler<ListRefunds> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, paymentId, page: { limit, cursor } }: ListRefunds): Promise<Page<RefundResource>> {
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp({ name: 'refund_view' });
    const { rows } = await this.pool.query<{ created_position: string; resource: RefundResource }>({
      name: 'refunds-of-payment',
      text: `select created_position, resource from payment.refund_view_v1
             where payment_id = $1 and merchant_id = $2 and created_position < $3
             order by created_position desc limit $4`,
      values: [paymentId, merchantId, before, limit + 1],
    });
    const page = pageOfRows(rows, limit, row => cursors.encode(row.created_position));
    return { ...page, data: page.data.map(row => row.resource) };
  }
}

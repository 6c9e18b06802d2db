import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { DisputeResource, Page } from '@counterfoil/contracts';
import type { ListDisputesQuery } from '@counterfoil/contracts/requests';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

/** One dispute of a merchant's payment; null when there is none for it. */
export class GetDispute extends Query<DisputeResource | null> {
  constructor(
    readonly merchantId: string,
    readonly disputeId: string,
  ) {
    super();
  }
}

/** A merchant's disputes that pass every given filter, newest first in commit order. */
export class ListDisputes extends Query<Page<DisputeResource>> {
  constructor(
    readonly merchantId: string,
    readonly query: ListDisputesQuery,
  ) {
    super();
  }
}

const cursors = listCursor('disputes', 'newest_first');

@QueryHandler(GetDispute)
export class GetDisputeHandler implements IQueryHandler<GetDispute> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, disputeId }: GetDispute): Promise<DisputeResource | null> {
    await this.barrier.caughtUp({ name: 'dispute_view' });
    const { rows } = await this.pool.query<{ resource: DisputeResource }>({
      name: 'dispute-by-id',
      text: 'select resource from payment.dispute_view_v1 where id = $1 and merchant_id = $2',
      values: [disputeId, merchantId],
    });
    return rows[0]?.resource ?? null;
  }
}

@QueryHandler(ListDisputes)
export class ListDisputesHandler implements IQueryHandler<ListDisputes> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, query }: ListDisputes): Promise<Page<DisputeResource>> {
    const { limit, cursor, status = null, payment = null } = query;
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp({ name: 'dispute_view' });
    // Without a name it is planned with its values, so that a filter that is not given costs nothing.
    const { rows } = await this.pool.query<{ created_position: string; resource: DisputeResource }>(
      `select created_position, resource from payment.dispute_view_v1
       where merchant_id = $1 and created_position < $2
         and ($3::text is null or status = $3) and ($4::text is null or payment_id = $4)
       order by created_position desc limit $5`,
      [merchantId, before, status, payment, limit + 1],
    );
    const page = pageOfRows(rows, limit, row => cursors.encode(row.created_position));
    return { ...page, data: page.data.map(row => row.resource) };
  }
}

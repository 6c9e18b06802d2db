import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { ChargeResource, Page } from '@counterfoil/contracts';
import type { ListChargesQuery } from '@counterfoil/contracts/requests';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

/** One charge of a merchant; null when there is none for it. */
export class GetCharge extends Query<ChargeResource | null> {
  constructor(
    readonly merchantId: string,
    readonly chargeId: string,
  ) {
    super();
  }
}

/** A merchant's charges that pass every given filter, newest first in commit order. */
export class ListCharges extends Query<Page<ChargeResource>> {
  constructor(
    readonly merchantId: string,
    readonly query: ListChargesQuery,
  ) {
    super();
  }
}

const cursors = listCursor('charges', 'newest_first');

@QueryHandler(GetCharge)
export class GetChargeHandler implements IQueryHandler<GetCharge> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, chargeId }: GetCharge): Promise<ChargeResource | null> {
    await this.barrier.caughtUp({ name: 'charge_view' });
    const { rows } = await this.pool.query<{ resource: ChargeResource }>({
      name: 'charge-by-id',
      text: 'select resource from charge_attempt.charge_view_v3 where id = $1 and merchant_id = $2',
      values: [chargeId, merchantId],
    });
    return rows[0]?.resource ?? null;
  }
}

@QueryHandler(ListCharges)
export class ListChargesHandler implements IQueryHandler<ListCharges> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, query }: ListCharges): Promise<Page<ChargeResource>> {
    const { limit, cursor, status = null, needs_review = null } = query;
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp({ name: 'charge_view' });
    // Without a name it is planned with its values, so that a filter that is not given costs nothing.
    const { rows } = await this.pool.query<{ created_position: string; resource: ChargeResource }>(
      `select created_position, resource from charge_attempt.charge_view_v3
       where merchant_id = $1 and created_position < $2
         and ($3::text is null or status = $3) and ($4::boolean is null or needs_review = $4)
       order by created_position desc limit $5`,
      [merchantId, before, status, needs_review, limit + 1],
    );
    const page = pageOfRows(rows, limit, row => cursors.encode(row.created_position));
    return { ...page, data: page.data.map(row => row.resource) };
  }
}

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, PaymentResource } from '@counterfoil/contracts';
import type { ListPaymentsQuery } from '@counterfoil/contracts/requests';
import { listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

/** A merchant's payments that pass every given filter, newest first in commit order. */
export class ListPayments extends Query<Page<PaymentResource>> {
  constructor(
    readonly merchantId: string,
    readonly query: ListPaymentsQuery,
  ) {
    super();
  }
}

interface Row {
  readonly created_position: string;
  readonly resource: PaymentResource;
}

const cursors = listCursor('payments', 'newest_first');

/** The condition of each filter, before its value. */
const CONDITIONS = {
  status: 'status =',
  created_after: 'created_at >',
  created_before: 'created_at <',
  reference: 'reference =',
  customer: 'customer_id =',
} as const;

/** The conditions of the filters that are given, numbered from `$first`, and their values. */
const filtersOf = (query: ListPaymentsQuery, first: number) => {
  const given = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = query[name as keyof typeof CONDITIONS];
    return value === undefined ? [] : [{ condition, value }];
  });
  return {
    conditions: given.map(({ condition }, index) => `and ${condition} $${first + index}`).join(' '),
    values: given.map(({ value }) => value),
  };
};

@QueryHandler(ListPayments)
export class ListPaymentsHandler implements IQueryHandler<ListPayments> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, query }: ListPayments): Promise<Page<PaymentResource>> {
    const before = cursors.decode(query.cursor);
    const { conditions, values } = filtersOf(query, 4);
    await this.barrier.caughtUp({ name: 'payment_view' });
    const { rows } = await this.pool.query<Row>(
      `select created_position, resource from payment.payment_view_v2
       where merchant_id = $1 and created_position < $2 ${conditions}
       order by created_position desc limit $3`,
      [merchantId, before, query.limit + 1, ...values],
    );
    const page = pageOfRows(rows, query.limit, row => cursors.encode(row.created_position));
    return { ...page, data: page.data.map(row => row.resource) };
  }
}

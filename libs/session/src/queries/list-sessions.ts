import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { PAYMENTS, type MerchantCheckoutSession, type Page, type Payments } from '@counterfoil/contracts';
import type { ListSessionsQuery } from '@counterfoil/contracts/requests';
import { HOSTED_PAGE, listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { merchantView, type SessionRow } from '../read-model/session-resource.ts';
import { paymentOf } from './payment-of.ts';

/** A merchant's checkout sessions, of one status when it is given, newest first in commit order. */
export class ListSessions extends Query<Page<MerchantCheckoutSession>> {
  constructor(
    readonly merchantId: string,
    readonly query: ListSessionsQuery,
  ) {
    super();
  }
}

interface Row {
  readonly created_position: string;
  readonly resource: SessionRow;
}

const cursors = listCursor('checkout_sessions', 'newest_first');

@QueryHandler(ListSessions)
export class ListSessionsHandler implements IQueryHandler<ListSessions> {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(HOSTED_PAGE) private readonly hostedPage: string,
  ) {}

  async execute({ merchantId, query }: ListSessions): Promise<Page<MerchantCheckoutSession>> {
    const rows = await this.rows(merchantId, query);
    const page = pageOfRows(rows, query.limit, row => cursors.encode(row.created_position));
    const sessions = page.data.map(row => row.resource);
    return { ...page, data: await this.withPayments(merchantId, sessions) };
  }

  private async rows(merchantId: string, { status, limit, cursor }: ListSessionsQuery): Promise<readonly Row[]> {
    const before = cursors.decode(cursor);
    await this.barrier.caughtUp({ name: 'session_view' });
    const { rows } = await this.pool.query<Row>(
      `select created_position, resource from session.session_view_v2
       where merchant_id = $1 and created_position < $2 ${status === undefined ? '' : 'and status = $4'}
       order by created_position desc limit $3`,
      [merchantId, before, limit + 1, ...(status === undefined ? [] : [status])],
    );
    return rows;
  }

  /** One question for all; a session whose create is still running may be ahead of its payment, which is waited for. */
  private async withPayments(
    merchantId: string,
    sessions: readonly SessionRow[],
  ): Promise<readonly MerchantCheckoutSession[]> {
    const ids = sessions.map(session => session.payment_id);
    const payments = await this.payments.findAll(merchantId, ids);
    return Promise.all(
      sessions.map(async session => {
        const paymentId = session.payment_id;
        const payment = payments.get(paymentId) ?? (await paymentOf(this.payments, { merchantId, paymentId }));
        return merchantView(session, payment, this.hostedPage);
      }),
    );
  }
}

import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page, RefundResource } from '@counterfoil/contracts';
import { pageQuery, type PageQuery } from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing } from '@counterfoil/service';
import { GetPayment } from '../queries/get-payment.ts';
import { GetRefund, ListRefunds } from '../queries/refunds.ts';

/** Reading refunds (api.md, "Payments"). */
@Controller('v1')
export class RefundsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('payments/:id/refunds')
  async list(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
    @Query(valid(pageQuery)) page: PageQuery,
  ): Promise<Page<RefundResource>> {
    existing(await this.queries.execute(new GetPayment(merchantId, id)));
    return this.queries.execute(new ListRefunds(merchantId, id, page));
  }

  @Get('refunds/:id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly refund: RefundResource }> {
    return { refund: existing(await this.queries.execute(new GetRefund(merchantId, id))) };
  }
}

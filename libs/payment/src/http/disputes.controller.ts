import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { DisputeResource, Page } from '@counterfoil/contracts';
import { listDisputesQuery, type ListDisputesQuery } from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing } from '@counterfoil/service';
import { GetDispute, ListDisputes } from '../queries/disputes.ts';

/** Reading disputes (docs/adr/0022). */
@Controller('v1/disputes')
export class DisputesController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listDisputesQuery)) query: ListDisputesQuery,
  ): Promise<Page<DisputeResource>> {
    return this.queries.execute(new ListDisputes(merchantId, query));
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly dispute: DisputeResource }> {
    return { dispute: existing(await this.queries.execute(new GetDispute(merchantId, id))) };
  }
}

import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page, WebhookEventResource } from '@counterfoil/contracts';
import { listEventsQuery, type ListEventsQuery } from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing } from '@counterfoil/service';
import { GetEvent, ListEvents } from '../queries/events.ts';

/** `/v1/events`: all that a merchant may be told of, of whatever age. */
@Controller('v1/events')
export class EventsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listEventsQuery)) query: ListEventsQuery,
  ): Promise<Page<WebhookEventResource>> {
    return this.queries.execute(new ListEvents(merchantId, query));
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly event: WebhookEventResource }> {
    return { event: existing(await this.queries.execute(new GetEvent(merchantId, id))) };
  }
}

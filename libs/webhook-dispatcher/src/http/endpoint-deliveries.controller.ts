import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Page, WebhookDeliveryResource } from '@counterfoil/contracts';
import {
  pageQuery,
  replayBody,
  testWebhookBody,
  type PageQuery,
  type ReplayBody,
} from '@counterfoil/contracts/requests';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing, succeeded } from '@counterfoil/service';
import { ActOnEndpoint } from '../commands/act-on-endpoint.ts';
import { SendTest } from '../commands/send-test.ts';
import { GetDelivery, ListDeliveries } from '../queries/deliveries.ts';
import { GetEndpoint } from '../queries/endpoints.ts';
import { PlanReplay } from '../queries/plan-replay.ts';

interface ReplayAnswer {
  readonly replay: { readonly count: number; readonly dry_run: boolean };
}

/** What is sent to one endpoint (api.md, "Webhooks"). */
@Controller('v1/webhook-endpoints/:id')
export class EndpointDeliveriesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get('deliveries')
  async list(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
    @Query(valid(pageQuery)) page: PageQuery,
  ): Promise<Page<WebhookDeliveryResource>> {
    existing(await this.queries.execute(new GetEndpoint(merchantId, id)));
    return this.queries.execute(new ListDeliveries(merchantId, id, page));
  }

  @Post('test')
  @HttpCode(202)
  async test(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(testWebhookBody)) _body: object,
  ): Promise<{ readonly webhook_delivery: WebhookDeliveryResource }> {
    const deliveryId = await this.commands.execute(new SendTest(context, id));
    const delivery = await this.queries.execute(new GetDelivery(context.merchantId, deliveryId));
    if (delivery) return { webhook_delivery: delivery };
    throw new Problem('webhook_endpoint_disabled', 'The endpoint was disabled meanwhile; enable it first.');
  }

  @Post('replay')
  @HttpCode(202)
  async replay(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(replayBody)) body: ReplayBody,
  ): Promise<ReplayAnswer> {
    const endpoint = existing(await this.queries.execute(new GetEndpoint(context.merchantId, id)));
    const plan = await this.queries.execute(new PlanReplay(context.merchantId, endpoint.event_types, body));
    const { count, ...range } = plan;
    if (!body.dry_run)
      succeeded(await this.commands.execute(new ActOnEndpoint(context, id, { type: 'RequestReplay', ...range })));
    return { replay: { count, dry_run: body.dry_run } };
  }
}

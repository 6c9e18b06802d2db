import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { WebhookDeliveryResource } from '@counterfoil/contracts';
import { retryDeliveryBody } from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing } from '@counterfoil/service';
import { RetryDelivery } from '../commands/retry-delivery.ts';
import { GetDelivery } from '../queries/deliveries.ts';
import { GetEvent } from '../queries/events.ts';

interface DeliveryAnswer {
  readonly webhook_delivery: WebhookDeliveryResource;
}

/** `/v1/webhook-deliveries` (api.md, "Webhooks"). */
@Controller('v1/webhook-deliveries')
export class WebhookDeliveriesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get(':id')
  async get(@Context() context: RequestContext, @Param('id') id: string): Promise<DeliveryAnswer> {
    return { webhook_delivery: await this.find(context, id) };
  }

  @Post(':id/retry')
  @HttpCode(200)
  async retry(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(retryDeliveryBody)) _body: object,
  ): Promise<DeliveryAnswer> {
    const delivery = await this.find(context, id);
    const event = existing(await this.queries.execute(new GetEvent(context.merchantId, delivery.event_id)));
    await this.commands.execute(new RetryDelivery(context, delivery, event.paymentId));
    return { webhook_delivery: await this.find(context, id) };
  }

  private async find({ merchantId }: RequestContext, id: string): Promise<WebhookDeliveryResource> {
    return existing(await this.queries.execute(new GetDelivery(merchantId, id)));
  }
}

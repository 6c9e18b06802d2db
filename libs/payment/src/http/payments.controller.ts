import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  CHARGES,
  type ChargeResource,
  type Charges,
  type Page,
  type PaymentResource,
  type TimelineEntry,
} from '@counterfoil/contracts';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { IdempotencyKeyInBody } from '@counterfoil/platform/idempotency';
import { existing, succeeded } from '@counterfoil/service';
import { PAYMENT_METHODS, type PaymentMethods } from '@counterfoil/vault';
import { ConfirmPayment } from '../commands/confirm-payment.ts';
import { CreatePayment, newPaymentId } from '../commands/create-payment.ts';
import type { PaymentMethod } from '../domain/parts.ts';
import { GetPayment } from '../queries/get-payment.ts';
import { GetPaymentAsOf } from '../queries/get-payment-as-of.ts';
import { GetTimeline } from '../queries/get-timeline.ts';
import { ListPayments } from '../queries/list-payments.ts';
import { confirmAnswer, paymentOf, type PaymentAnswer } from './answers.ts';
import {
  confirmPaymentBody,
  createPaymentBody,
  getPaymentQuery,
  listPaymentsQuery,
  pageQuery,
  type ConfirmPaymentBody,
  type CreatePaymentBody,
  type GetPaymentQuery,
  type ListPaymentsQuery,
  type PageQuery,
} from '@counterfoil/contracts/requests';

/** `/v1/payments` (api.md, "Payments"). */
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CHARGES) private readonly charges: Charges,
    @Inject(PAYMENT_METHODS) private readonly paymentMethods: PaymentMethods,
  ) {}

  @Post()
  @IdempotencyKeyInBody()
  async create(
    @Context() context: RequestContext,
    @Body(valid(createPaymentBody)) body: CreatePaymentBody,
  ): Promise<PaymentAnswer> {
    // A card that cannot be right ends the request before there is a payment.
    const method = await this.taken(body.payment_method, context, newPaymentId(context));
    const payment = paymentOf(succeeded(await this.commands.execute(new CreatePayment(context, body, method))));
    if (!body.confirm) return { payment, confirmResult: null };
    return confirmAnswer(await this.commands.execute(new ConfirmPayment(context, payment.id, method)), true);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  async confirm(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(confirmPaymentBody)) body: ConfirmPaymentBody,
  ): Promise<PaymentAnswer> {
    const method = await this.taken(body.payment_method, context, id);
    const handled = await this.commands.execute(new ConfirmPayment(context, id, method));
    if (method && handled.status !== 'done') await this.paymentMethods.drop(context);
    return confirmAnswer(handled, method !== null);
  }

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listPaymentsQuery)) query: ListPaymentsQuery,
  ): Promise<Page<PaymentResource>> {
    return this.queries.execute(new ListPayments(merchantId, query));
  }

  @Get(':id')
  async get(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query(valid(getPaymentQuery)) { as_of }: GetPaymentQuery,
  ): Promise<{ readonly payment: PaymentResource }> {
    if (!as_of) return { payment: await this.find(context, id) };
    return { payment: existing(await this.queries.execute(new GetPaymentAsOf(context, id, as_of))) };
  }

  @Get(':id/charges')
  async listCharges(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query(valid(pageQuery)) page: PageQuery,
  ): Promise<Page<ChargeResource>> {
    await this.find(context, id);
    return this.charges.ofPayment(context.merchantId, id, page);
  }

  @Get(':id/timeline')
  async timeline(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query(valid(pageQuery)) page: PageQuery,
  ): Promise<Page<TimelineEntry>> {
    await this.find(context, id);
    return this.queries.execute(new GetTimeline(id, page));
  }

  private async taken(
    given: ConfirmPaymentBody['payment_method'],
    context: RequestContext,
    paymentId: string,
  ): Promise<PaymentMethod | null> {
    return given && this.paymentMethods.take(given, context, paymentId);
  }

  private async find(context: RequestContext, id: string): Promise<PaymentResource> {
    return existing(await this.queries.execute(new GetPayment(context.merchantId, id)));
  }
}

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { PaymentResource, RefundResource } from '@counterfoil/contracts';
import {
  cancelPaymentBody,
  capturePaymentBody,
  createRefundBody,
  type CancelPaymentBody,
  type CapturePaymentBody,
  type CreateRefundBody,
} from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import type { FastifyReply } from 'fastify';
import { CancelPayment } from '../commands/cancel-payment.ts';
import { CapturePayment } from '../commands/capture-payment.ts';
import { CreateRefund } from '../commands/create-refund.ts';
import { cancelAnswer, captureAnswer, refundAnswer } from './operation-answers.ts';

/** What a merchant asks of a payment that holds, or has taken, the payer's money (api.md, "Payments"). */
@Controller('v1/payments')
export class PaymentOperationsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/capture')
  @HttpCode(200)
  async capture(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(capturePaymentBody)) { amount }: CapturePaymentBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly payment: PaymentResource }> {
    const command = new CapturePayment(context, id, amount);
    const { status, payment } = captureAnswer(await this.commands.execute(command), command.operationId);
    reply.status(status);
    return { payment };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(cancelPaymentBody)) { reason }: CancelPaymentBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly payment: PaymentResource }> {
    const command = new CancelPayment(context, id, reason ?? 'requested_by_customer');
    const { status, payment } = cancelAnswer(await this.commands.execute(command), command.operationId);
    reply.status(status);
    return { payment };
  }

  @Post(':id/refunds')
  async refund(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(createRefundBody)) body: CreateRefundBody,
  ): Promise<{ readonly refund: RefundResource }> {
    const command = new CreateRefund(context, id, body);
    return { refund: refundAnswer(await this.commands.execute(command), command.refundId) };
  }
}

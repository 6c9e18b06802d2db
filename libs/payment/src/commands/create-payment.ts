import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled } from '@counterfoil/event-sourcing';
import { crashPoint, deriveId, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, PROVIDER_OUTAGE, refuseInOutage, type ProviderOutage } from '@counterfoil/service';
import { PAYMENT_METHODS, type PaymentMethods } from '@counterfoil/vault';
import type { PaymentMethod } from '../domain/parts.ts';
import type { PaymentState } from '../domain/state.ts';
import type { CreatePaymentBody } from '@counterfoil/contracts/requests';
import { PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';

/** The payment's id follows from the request, so a retry creates no second one. */
export const newPaymentId = ({ now, commandId }: RequestContext): string => deriveId('pay', now, commandId);

/** Creates a payment of the API-only flow. */
export class CreatePayment extends Command<Handled<PaymentState>> {
  constructor(
    readonly context: RequestContext,
    readonly body: CreatePaymentBody,
    readonly paymentMethod: PaymentMethod | null,
  ) {
    super();
  }
}

@CommandHandler(CreatePayment)
export class CreatePaymentHandler implements ICommandHandler<CreatePayment> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(PAYMENT_METHODS) private readonly paymentMethods: PaymentMethods,
    @Inject(PROVIDER_OUTAGE) private readonly outage: ProviderOutage,
  ) {}

  async execute({ context, body, paymentMethod }: CreatePayment): Promise<Handled<PaymentState>> {
    const paymentId = newPaymentId(context);
    const command = {
      type: 'CreatePayment',
      paymentId,
      merchantId: context.merchantId,
      amount: body.amount,
      currency: body.currency,
      captureMethod: body.capture_method,
      secureMode: body.secure_mode,
      customer: body.customer,
      metadata: body.metadata,
      reference: body.reference,
      checkoutSessionId: null,
      returnUrl: body.return_url,
      maxAttempts: body.max_attempts,
      sourceAccount: null,
      destinationAccount: null,
      paymentMethod,
      now: context.now.toISOString(),
    } as const;
    const asked = [paymentId, command, causeOfRequest(context, paymentId, 'create')] as const;
    if (body.confirm)
      await refuseInOutage(
        this.outage,
        () => this.payments.wouldAppend(...asked),
        () => this.paymentMethods.drop(context),
      );
    const handled = await this.payments.create(...asked);
    crashPoint('payment-created');
    return handled;
  }
}

import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, type RequestContext } from '@counterfoil/platform';
import {
  causeOfRequest,
  OUTCOME_WAIT_MS,
  PROVIDER_OUTAGE,
  refuseInOutage,
  STREAM_WATCH,
  type ProviderOutage,
} from '@counterfoil/service';
import { PAYMENT_METHODS, type PaymentMethods } from '@counterfoil/vault';
import type { PaymentMethod } from '../domain/parts.ts';
import type { PaymentState } from '../domain/state.ts';
import { ownedBy, PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';

/** Confirms a payment of the API-only flow and waits for the outcome, at most 10 s. Null: with the method that it has. */
export class ConfirmPayment extends Command<Handled<PaymentState>> {
  constructor(
    readonly context: RequestContext,
    readonly paymentId: string,
    readonly paymentMethod: PaymentMethod | null,
  ) {
    super();
  }
}

@CommandHandler(ConfirmPayment)
export class ConfirmPaymentHandler implements ICommandHandler<ConfirmPayment> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(PAYMENT_METHODS) private readonly paymentMethods: PaymentMethods,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
    @Inject(PROVIDER_OUTAGE) private readonly outage: ProviderOutage,
  ) {}

  async execute({ context, paymentId, paymentMethod }: ConfirmPayment): Promise<Handled<PaymentState>> {
    using follower = this.watch.follow(this.payments, paymentId);
    const command = {
      type: 'ConfirmPayment',
      confirmationId: context.commandId,
      checkoutSessionId: null,
      paymentMethod: paymentMethod ?? (await this.keptMethod(context, paymentId)),
      payerCountry: null,
      now: context.now.toISOString(),
    } as const;
    const asked = [paymentId, command, causeOfRequest(context, paymentId, 'confirm')] as const;
    const isTheirs = ownedBy(context.merchantId);
    await refuseInOutage(
      this.outage,
      () => this.payments.wouldAppend(...asked, isTheirs),
      () => this.paymentMethods.drop(context),
    );
    const handled = await this.payments.handle(...asked, isTheirs);
    if (handled.status !== 'done') return handled;
    crashPoint('payment-confirmed');
    const reached = (payment: PaymentState): boolean => payment.status !== 'PROCESSING';
    return { ...handled, ...(await follower.until(handled, reached, OUTCOME_WAIT_MS)) };
  }

  /** Null when there is nothing to pay with; the payment itself then says whether that matters, for a repeat needs none. */
  private async keptMethod(context: RequestContext, paymentId: string): Promise<PaymentMethod | null> {
    const { state } = await this.payments.load(paymentId);
    if (!ownedBy(context.merchantId)(state) || !state.paymentMethod) return null;
    const { paymentMethod } = state;
    return (await this.paymentMethods.isKept(paymentMethod.id, context, paymentId)) ? paymentMethod : null;
  }
}

import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, OUTCOME_WAIT_MS, STREAM_WATCH } from '@counterfoil/service';
import { isSettled, type PaymentState } from '../domain/state.ts';
import { ownedBy, PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';

/** Cancels a payment for its merchant; what a provider has to void first is waited for, at most 10 s. */
export class CancelPayment extends Command<Handled<PaymentState>> {
  readonly operationId: string;

  constructor(
    readonly context: RequestContext,
    readonly paymentId: string,
    readonly reason: string,
  ) {
    super();
    this.operationId = context.commandId;
  }
}

@CommandHandler(CancelPayment)
export class CancelPaymentHandler implements ICommandHandler<CancelPayment> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
  ) {}

  async execute({ context, paymentId, reason, operationId }: CancelPayment): Promise<Handled<PaymentState>> {
    using follower = this.watch.follow(this.payments, paymentId);
    const handled = await this.payments.handle(
      paymentId,
      { type: 'CancelPayment', operationId, checkoutSessionId: null, reason, now: context.now.toISOString() },
      causeOfRequest(context, paymentId, 'cancel'),
      ownedBy(context.merchantId),
    );
    if (handled.status !== 'done') return handled;
    crashPoint('cancel-requested');
    return { ...handled, ...(await follower.until(handled, isSettled(operationId), OUTCOME_WAIT_MS)) };
  }
}

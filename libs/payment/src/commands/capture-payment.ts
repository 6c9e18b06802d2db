import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, OUTCOME_WAIT_MS, STREAM_WATCH } from '@counterfoil/service';
import { isSettled, type PaymentState } from '../domain/state.ts';
import { ownedBy, PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';

/** Captures an authorization and waits for the provider's outcome, at most 10 s (api.md, "Payments"). */
export class CapturePayment extends Command<Handled<PaymentState>> {
  readonly operationId: string;

  constructor(
    readonly context: RequestContext,
    readonly paymentId: string,
    /** Minor units; null captures all that is authorized. */
    readonly amount: bigint | null,
  ) {
    super();
    this.operationId = context.commandId;
  }
}

@CommandHandler(CapturePayment)
export class CapturePaymentHandler implements ICommandHandler<CapturePayment> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
  ) {}

  async execute({ context, paymentId, amount, operationId }: CapturePayment): Promise<Handled<PaymentState>> {
    using follower = this.watch.follow(this.payments, paymentId);
    const handled = await this.payments.handle(
      paymentId,
      { type: 'CapturePayment', operationId, amount, now: context.now.toISOString() },
      causeOfRequest(context, paymentId, 'capture'),
      ownedBy(context.merchantId),
    );
    if (handled.status !== 'done') return handled;
    crashPoint('capture-requested');
    return { ...handled, ...(await follower.until(handled, isSettled(operationId), OUTCOME_WAIT_MS)) };
  }
}

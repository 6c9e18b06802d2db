import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CreateRefundBody } from '@counterfoil/contracts/requests';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, deriveId, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, OUTCOME_WAIT_MS, STREAM_WATCH } from '@counterfoil/service';
import { refundOf, type PaymentState } from '../domain/state.ts';
import { ownedBy, PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';

/** Gives captured money back and waits for the provider's outcome, at most 10 s. The request's retry makes no second refund. */
export class CreateRefund extends Command<Handled<PaymentState>> {
  readonly refundId: string;

  constructor(
    readonly context: RequestContext,
    readonly paymentId: string,
    readonly body: CreateRefundBody,
  ) {
    super();
    this.refundId = deriveId('re', context.now, context.commandId);
  }
}

@CommandHandler(CreateRefund)
export class CreateRefundHandler implements ICommandHandler<CreateRefund> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
  ) {}

  async execute({ context, paymentId, body, refundId }: CreateRefund): Promise<Handled<PaymentState>> {
    using follower = this.watch.follow(this.payments, paymentId);
    const handled = await this.payments.handle(
      paymentId,
      { type: 'RequestRefund', refundId, ...body, now: context.now.toISOString() },
      causeOfRequest(context, paymentId, 'refund'),
      ownedBy(context.merchantId),
    );
    if (handled.status !== 'done') return handled;
    crashPoint('refund-requested');
    const isKnown = (payment: PaymentState): boolean => refundOf(payment, refundId)?.status !== 'PENDING';
    return { ...handled, ...(await follower.until(handled, isKnown, OUTCOME_WAIT_MS)) };
  }
}

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { PaymentResource } from '@counterfoil/contracts';
import type { AsOf } from '@counterfoil/contracts/requests';
import type { EventStore, RecordedEvent } from '@counterfoil/event-sourcing';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { EVENT_STORE } from '@counterfoil/service';
import { PAYMENT_AGGREGATE, type PaymentAggregate } from '../payment-aggregate.ts';
import { visibleTo } from './payments.ts';

/** A payment as it stood at a moment, inclusive; null before its creation. */
export class GetPaymentAsOf extends Query<PaymentResource | null> {
  constructor(
    readonly context: RequestContext,
    readonly paymentId: string,
    readonly asOf: AsOf,
  ) {
    super();
  }
}

const isWithin = (asOf: AsOf): ((event: RecordedEvent) => boolean) =>
  'position' in asOf
    ? ({ position }) => position <= asOf.position
    : ({ metadata }) => Date.parse(metadata.occurredAt) <= asOf.time.getTime();

@QueryHandler(GetPaymentAsOf)
export class GetPaymentAsOfHandler implements IQueryHandler<GetPaymentAsOf> {
  constructor(
    @Inject(PAYMENT_AGGREGATE) private readonly payments: PaymentAggregate,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws Problem validation_failed for a moment that has not come yet */
  async execute({ context, paymentId, asOf }: GetPaymentAsOf): Promise<PaymentResource | null> {
    const isToCome = 'position' in asOf ? asOf.position > (await this.store.head()) : asOf.time > context.now;
    if (isToCome)
      throw new Problem('validation_failed', 'Nobody knows yet how the payment will stand then.', {
        errors: [{ pointer: '/as_of', detail: 'is in the future' }],
      });
    return visibleTo(context.merchantId, await this.payments.load(paymentId, isWithin(asOf)));
  }
}

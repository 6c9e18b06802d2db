import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { PAYMENTS, type PaymentResource, type Payments } from '@counterfoil/contracts';

/** One payment of a merchant; null when there is none for it. */
export class GetPayment extends Query<PaymentResource | null> {
  constructor(
    readonly merchantId: string,
    readonly paymentId: string,
  ) {
    super();
  }
}

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment> {
  constructor(@Inject(PAYMENTS) private readonly payments: Payments) {}

  execute({ merchantId, paymentId }: GetPayment): Promise<PaymentResource | null> {
    return this.payments.find(merchantId, paymentId);
  }
}

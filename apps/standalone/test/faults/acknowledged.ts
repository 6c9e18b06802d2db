import type { PaymentResource, RefundResource } from '@counterfoil/contracts';
import type { Account } from './agreement.ts';

/** Of a confirmed session the payer is told no amounts. */
type Said = Pick<PaymentResource, 'id' | 'status'> & { readonly amount_captured?: number };

/** What clients were told with a 2xx, and may rely on. */
export class Acknowledged {
  readonly payments: Said[] = [];
  readonly refunds: RefundResource[] = [];

  payment(payment: PaymentResource): PaymentResource {
    this.payments.push(payment);
    return payment;
  }
}

type Status = PaymentResource['status'];

/** What a payment may still come to. */
const MAY_BECOME: Readonly<Record<Status, readonly Status[]>> = {
  SUCCEEDED: ['SUCCEEDED'],
  FAILED: ['FAILED'],
  CANCELLED: ['CANCELLED'],
  AUTHORIZED: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED'],
  CREATED: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED', 'FAILED'],
  PROCESSING: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED', 'FAILED'],
  REQUIRES_ACTION: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYMENT_METHOD: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED', 'FAILED'],
};

/** Every answer is still true: nothing that was said to be done is undone, and no payment is forgotten. */
export const expectStillTrue = ({ payments, refunds }: Acknowledged, accounts: readonly Account[]): void => {
  const accountOf = new Map(accounts.map(account => [account.payment.id, account]));
  for (const said of payments) {
    const now = accountOf.get(said.id)?.payment;
    expect([said.id, MAY_BECOME[said.status]]).toEqual([said.id, expect.arrayContaining([now?.status])]);
    if (said.status === 'SUCCEEDED' && said.amount_captured !== undefined)
      expect([said.id, now?.amount_captured]).toEqual([said.id, said.amount_captured]);
  }
  for (const said of refunds) {
    const now = accountOf.get(said.payment_id)?.refunds.find(({ id }) => id === said.id);
    const status = said.status === 'PENDING' ? expect.stringMatching(/^(SUCCEEDED|FAILED)$/) : said.status;
    expect(now).toMatchObject({ id: said.id, amount: said.amount, status });
  }
};

import type { PaymentResource } from '@counterfoil/contracts';
import { eventually, type MerchantClient } from '@counterfoil/testing';
import { allPayments } from './agreement.ts';

const isAtRest = ({ status, pending_operation }: PaymentResource): boolean =>
  pending_operation === null && ['SUCCEEDED', 'AUTHORIZED', 'CANCELLED', 'FAILED'].includes(status);

/** These wait for a payer who will not come. */
const WAITING: ReadonlySet<PaymentResource['status']> = new Set([
  'CREATED',
  'REQUIRES_ACTION',
  'REQUIRES_PAYMENT_METHOD',
]);

const give = async (merchant: MerchantClient, { id, checkout_session_id }: PaymentResource): Promise<void> => {
  const { status } =
    checkout_session_id === null
      ? await merchant.cancelPayment(id, { reason: 'nobody came back' })
      : await merchant.cancelSession(checkout_session_id);
  // 409: it has come to its end meanwhile.
  expect([200, 202, 409]).toContain(status);
};

/** Cancels what waits for a payer, and resolves when every payment has come to rest by itself. */
export const untilQuiet = async (merchant: MerchantClient): Promise<void> => {
  await eventually(
    async () => {
      const restless = (await allPayments(merchant)).filter(payment => !isAtRest(payment));
      await Promise.all(restless.filter(({ status }) => WAITING.has(status)).map(payment => give(merchant, payment)));
      expect(restless.map(({ id, status, pending_operation }) => [id, status, pending_operation])).toEqual([]);
      return true;
    },
    { timeoutMs: 90_000, describe: 'the end of every payment' },
  );
};

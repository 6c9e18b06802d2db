import type { PaymentEventOf } from './events.ts';
import { NOTHING, operationOf, type Charge, type Operation, type Payment } from './state.ts';

/** An outcome that ends the payment, or moves its money, leaves what is still asked of the provider without effect. */
export const overtaken = ({ operations }: Payment): readonly Operation[] =>
  operations.map(operation => (operation.status === 'PENDING' ? { ...operation, status: 'REFUSED' } : operation));

const requested = ({ operations }: Payment, operationId: string): readonly Operation[] => [
  ...operations,
  { operationId, status: 'PENDING', decline: null },
];

const settled = (
  payment: Payment,
  operationId: string,
  end: Pick<Operation, 'status' | 'decline'>,
): readonly Operation[] =>
  payment.operations.map(operation => (operation.operationId === operationId ? { ...operation, ...end } : operation));

const DONE = { status: 'DONE', decline: null } as const;

const held = (payment: Payment, type: string): Charge => {
  if (!payment.charge) throw new Error(`${type} without an authorization on payment ${payment.paymentId}`);
  return payment.charge;
};

/** The payment where it stays while an operation runs, and after the provider has refused it. */
const standing = (payment: Payment, type: string): Extract<Payment, { status: 'REQUIRES_ACTION' | 'AUTHORIZED' }> =>
  payment.status === 'REQUIRES_ACTION'
    ? { ...payment, pendingOperation: null }
    : { ...payment, ...NOTHING, status: 'AUTHORIZED', charge: held(payment, type) };

export const captureRequested = (payment: Payment, event: PaymentEventOf<'PaymentCaptureRequested'>): Payment => {
  const { type, operationId, amount } = event;
  return {
    ...payment,
    ...NOTHING,
    status: 'AUTHORIZED',
    charge: held(payment, type),
    operations: requested(payment, operationId),
    pendingOperation: { type: 'capture', operationId, amount },
  };
};

export const cancelRequested = (payment: Payment, event: PaymentEventOf<'PaymentCancelRequested'>): Payment => {
  const { type, operationId, reason } = event;
  return {
    ...standing(payment, type),
    operations: requested(payment, operationId),
    pendingOperation: { type: 'cancel', operationId, reason },
  };
};

/** However it ends is no news to a payment that is paid. */
export const challengeWithdrawn = (
  payment: Payment,
  { operationId }: PaymentEventOf<'PaymentChallengeWithdrawn'>,
): Payment => ({
  ...payment,
  operations: [...payment.operations, { operationId, status: 'REFUSED', decline: null }],
});

export const operationFailed = (
  payment: Payment,
  event: PaymentEventOf<'PaymentCaptureFailed' | 'PaymentCancelFailed'>,
): Payment => {
  const { type, operationId, decline, at } = event;
  const operations = settled(payment, operationId, { status: 'REFUSED', decline });
  const after = { ...standing(payment, type), operations };
  // What waits for its end begins to wait anew, or time would ask the provider for the same void again at once.
  return type === 'PaymentCancelFailed' ? { ...after, waitsSince: at } : { ...after, decline };
};

export const captured = (payment: Payment, event: PaymentEventOf<'PaymentCaptured'>): Payment => ({
  ...payment,
  ...NOTHING,
  status: 'SUCCEEDED',
  charge: held(payment, event.type),
  operations: overtaken({ ...payment, operations: settled(payment, event.operationId, DONE) }),
  decline: null,
  amountCapturable: 0n,
  amountCaptured: event.amount,
});

export const cancelled = (payment: Payment, { operationId, reason }: PaymentEventOf<'PaymentCancelled'>): Payment => {
  const operations = operationOf(payment, operationId) ? payment.operations : requested(payment, operationId);
  return {
    ...payment,
    ...NOTHING,
    status: 'CANCELLED',
    charge: payment.charge,
    operations: overtaken({ ...payment, operations: settled({ ...payment, operations }, operationId, DONE) }),
    cancellationReason: reason,
    amountCapturable: 0n,
  };
};

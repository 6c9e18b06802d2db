import type {
  CancelPayment,
  CapturePayment,
  ConfirmPayment,
  CreatePayment,
  DeclineAttempt,
  ExpirePayment,
  RequestRefund,
} from './commands.ts';
import type { PaymentEventOf } from './events.ts';
import type { Decline, NextAction, PaymentMethod } from './parts.ts';

/** One payment for the specs: 100.00 EUR, three attempts. */
export const paymentId = 'pay_1';
export const now = '2026-11-21T10:00:00.000Z';
const at = now;
const amount = 10_000n;
const currency = 'EUR';

export const card: PaymentMethod = {
  id: 'pm_1',
  type: 'card',
  card: { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 },
};
export const hard: Decline = { code: 'card_declined', message: 'The card was declined.', category: 'hard' };
export const challenge: NextAction = {
  type: 'redirect_user_to_url',
  url: 'https://psp.example/3ds/1',
  returnUrl: 'https://shop.example/return',
};

const facts = {
  paymentId,
  merchantId: 'mer_1',
  amount,
  currency,
  captureMethod: 'automatic',
  secureMode: 'automatic',
  customer: null,
  metadata: { order: '6735' },
  reference: null,
  checkoutSessionId: null,
  returnUrl: null,
  maxAttempts: 3,
  sourceAccount: null,
  destinationAccount: null,
  paymentMethod: null,
} as const;

export const created = (change: Partial<PaymentEventOf<'PaymentCreated'>> = {}): PaymentEventOf<'PaymentCreated'> => ({
  type: 'PaymentCreated',
  ...facts,
  at,
  ...change,
});
export const confirmed = (attempt = 1): PaymentEventOf<'PaymentConfirmed'> => ({
  type: 'PaymentConfirmed',
  paymentId,
  confirmationId: `confirmation_${attempt}`,
  attempt,
  paymentMethod: { ...card, id: `pm_${attempt}` },
  payerCountry: null,
  at,
});

/** The only attempt of the n-th confirmation. */
const by = (attempt: number) => ({ confirmationId: `confirmation_${attempt}`, attemptId: `ch_${attempt}` });
const outcome = (attempt: number) => ({ paymentId, ...by(attempt), at });

export const actionRequired = (attempt = 1): PaymentEventOf<'PaymentActionRequired'> => ({
  type: 'PaymentActionRequired',
  ...outcome(attempt),
  nextAction: challenge,
});
export const authorized = (attempt = 1): PaymentEventOf<'PaymentAuthorized'> => ({
  type: 'PaymentAuthorized',
  ...outcome(attempt),
  amount,
  currency,
});
export const succeeded = (attempt = 1): PaymentEventOf<'PaymentSucceeded'> => ({
  type: 'PaymentSucceeded',
  ...outcome(attempt),
  amount,
  currency,
});
export const challengeWithdrawn = (): PaymentEventOf<'PaymentChallengeWithdrawn'> => ({
  type: 'PaymentChallengeWithdrawn',
  paymentId,
  operationId: 'withdraw-ch_2',
  attemptId: 'ch_2',
  at,
});
export const chargedLate = (attempt = 1): PaymentEventOf<'PaymentChargedLate'> => ({
  type: 'PaymentChargedLate',
  ...outcome(attempt),
  amount,
  currency,
});
export const lateChargeReversed = (attempt = 1): PaymentEventOf<'PaymentLateChargeReversed'> => ({
  ...chargedLate(attempt),
  type: 'PaymentLateChargeReversed',
});
export const declined = (attempt = 1): PaymentEventOf<'PaymentAttemptDeclined'> => ({
  type: 'PaymentAttemptDeclined',
  ...outcome(attempt),
  decline: hard,
  attemptsLeft: 3 - attempt,
});
export const failed = (attempt = 3): PaymentEventOf<'PaymentFailed'> => ({
  type: 'PaymentFailed',
  ...outcome(attempt),
  decline: hard,
});
export const cancelled = (): PaymentEventOf<'PaymentCancelled'> => ({
  type: 'PaymentCancelled',
  paymentId,
  operationId: 'cancel_1',
  reason: 'changed my mind',
  released: 0n,
  at,
});
export const captured = (amountCaptured: bigint): PaymentEventOf<'PaymentCaptured'> => ({
  ...captureRequested(amountCaptured),
  type: 'PaymentCaptured',
  currency,
});
export const captureFailed = (): PaymentEventOf<'PaymentCaptureFailed'> => ({
  type: 'PaymentCaptureFailed',
  paymentId,
  operationId: 'capture_1',
  decline: hard,
  at,
});
export const cancelFailed = (): PaymentEventOf<'PaymentCancelFailed'> => ({
  ...captureFailed(),
  type: 'PaymentCancelFailed',
  operationId: 'cancel_1',
});
export const captureRequested = (captured: bigint): PaymentEventOf<'PaymentCaptureRequested'> => ({
  type: 'PaymentCaptureRequested',
  paymentId,
  operationId: 'capture_1',
  amount: captured,
  released: amount - captured,
  at,
});
export const cancelRequested = (): PaymentEventOf<'PaymentCancelRequested'> => ({
  type: 'PaymentCancelRequested',
  paymentId,
  operationId: 'cancel_1',
  reason: 'out of stock',
  at,
});
export const refundRequested = (refunded: bigint, refundId = 're_1'): PaymentEventOf<'RefundRequested'> => ({
  type: 'RefundRequested',
  paymentId,
  refundId,
  amount: refunded,
  currency,
  reason: null,
  at,
});

export const createPayment = (change: Partial<CreatePayment> = {}): CreatePayment => ({
  type: 'CreatePayment',
  ...facts,
  now,
  ...change,
});
export const confirmPayment = (attempt = 1, checkoutSessionId: string | null = null): ConfirmPayment => ({
  type: 'ConfirmPayment',
  confirmationId: `confirmation_${attempt}`,
  paymentMethod: { ...card, id: `pm_${attempt}` },
  payerCountry: null,
  checkoutSessionId,
  now,
});
export const requireAction = (attempt = 1, url = challenge.url) =>
  ({ type: 'RequireAction', ...by(attempt), nextAction: { ...challenge, url }, now }) as const;
export const authorizePayment = (attempt = 1) => ({ type: 'AuthorizePayment', ...by(attempt), now }) as const;
export const succeedPayment = (attempt = 1) => ({ type: 'SucceedPayment', ...by(attempt), now }) as const;
export const declineAttempt = (attempt = 1): DeclineAttempt => ({
  type: 'DeclineAttempt',
  ...by(attempt),
  decline: hard,
  now,
});
export const capturePayment = (change: Partial<CapturePayment> = {}): CapturePayment => ({
  type: 'CapturePayment',
  operationId: 'capture_1',
  amount: null,
  now,
  ...change,
});
export const recordCapture = (captured: bigint) =>
  ({ type: 'RecordCapture', operationId: 'capture_1', amount: captured, now }) as const;
export const failCapture = () => ({ type: 'FailCapture', operationId: 'capture_1', decline: hard, now }) as const;
export const cancelPayment = (change: Partial<CancelPayment> = {}): CancelPayment => ({
  type: 'CancelPayment',
  operationId: 'cancel_1',
  checkoutSessionId: null,
  reason: 'out of stock',
  now,
  ...change,
});
export const expirePayment = (waitsSince = now): ExpirePayment => ({
  type: 'ExpirePayment',
  operationId: 'expiry_1',
  waitsSince,
  now,
});
export const confirmVoid = (attemptId = 'ch_1') =>
  ({ type: 'ConfirmVoid', operationId: 'cancel_1', attemptId, now }) as const;
export const failVoid = () => ({ type: 'FailVoid', operationId: 'cancel_1', decline: hard, now }) as const;
export const confirmReversal = (attemptId = 'ch_1') => ({ type: 'ConfirmReversal', attemptId, now }) as const;
export const requestRefund = (refunded: bigint | null = null, refundId = 're_1'): RequestRefund => ({
  type: 'RequestRefund',
  refundId,
  amount: refunded,
  reason: null,
  now,
});
export const succeedRefund = (refundId = 're_1') => ({ type: 'SucceedRefund', refundId, now }) as const;
export const failRefund = (refundId = 're_1') =>
  ({ type: 'FailRefund', refundId, failureCode: 'refund_refused', now }) as const;
export const openDispute = (disputeId = 'dp_1', attemptId = 'ch_1') =>
  ({ type: 'OpenDispute', disputeId, attemptId, amount, reason: 'fraudulent', now }) as const;
export const winDispute = (disputeId = 'dp_1', attemptId = 'ch_1') =>
  ({ type: 'WinDispute', disputeId, attemptId, now }) as const;
export const loseDispute = (disputeId = 'dp_1', attemptId = 'ch_1') =>
  ({ type: 'LoseDispute', disputeId, attemptId, now }) as const;

import type { ConfirmSession, CreateSession, SessionCommand } from './commands.ts';
import type { SessionEventOf } from './events.ts';

/** One session for the specs: 125.00 TRY, three attempts, half an hour. */
const sessionId = 'cs_1';
export const now = '2026-11-21T10:00:00.000Z';
export const expiresAt = '2026-11-21T10:30:00.000Z';
const at = now;

const hard = { code: 'card_declined', message: 'The card was declined.', category: 'hard' } as const;
const challenge = {
  type: 'redirect_user_to_url',
  url: 'https://psp.example/3ds/1',
  returnUrl: 'https://shop.example/return',
} as const;

const facts = {
  sessionId,
  paymentId: 'pay_1',
  merchantId: 'mer_1',
  tokenHash: 'hash',
  amount: 12_500n,
  currency: 'TRY',
  url: null,
  returnUrl: 'https://shop.example/return',
  cancelUrl: null,
  reference: null,
  customer: null,
  lineItems: [{ name: 'Chair', quantity: 1, unitAmount: 12_500n }],
  metadata: { order: '6735' },
  expiresAt,
  secureMode: 'automatic',
  captureMethod: 'automatic',
  customFields: [{ key: 'size', label: 'Size', type: 'dropdown', required: true, options: ['S', 'L'] }],
  collect: { billingAddress: false, shippingAddress: false, phone: false },
  maxAttempts: 3,
} as const;

/** What the payer gave in the n-th confirmation. */
const given = (attempt: number) => ({
  confirmationId: `confirmation_${attempt}`,
  fingerprint: `fingerprint_${attempt}`,
  payer: { name: 'Ada', email: 'ada@example.com', phone: null },
  billingAddress: null,
  shippingAddress: null,
  customFieldValues: { size: 'L' },
  paymentMethod: {
    id: `pm_${attempt}`,
    type: 'card' as const,
    card: { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 },
  },
});

type Created = SessionEventOf<'CheckoutSessionCreated'>;

export const created = (change: Partial<Created> = {}): Created => ({
  type: 'CheckoutSessionCreated',
  ...facts,
  at,
  ...change,
});
export const confirmed = (attempt = 1): SessionEventOf<'CheckoutSessionConfirmed'> => ({
  type: 'CheckoutSessionConfirmed',
  sessionId,
  attempt,
  ...given(attempt),
  at,
});
export const actionRequired = (attempt = 1): SessionEventOf<'CheckoutSessionActionRequired'> => ({
  type: 'CheckoutSessionActionRequired',
  sessionId,
  confirmationId: `confirmation_${attempt}`,
  nextAction: challenge,
  at,
});
export const declined = (attempt = 1): SessionEventOf<'CheckoutSessionAttemptDeclined'> => ({
  type: 'CheckoutSessionAttemptDeclined',
  sessionId,
  confirmationId: `confirmation_${attempt}`,
  decline: hard,
  attemptsLeft: 3 - attempt,
  at,
});
export const endRequested = (
  reason: 'abandoned' | 'expired' = 'abandoned',
): SessionEventOf<'CheckoutSessionEndRequested'> => ({
  type: 'CheckoutSessionEndRequested',
  sessionId,
  operationId: `end_${reason}`,
  reason,
  at: reason === 'expired' ? expiresAt : at,
});
export const endFailed = { type: 'CheckoutSessionEndFailed', sessionId, at } as const;
export const completed = { type: 'CheckoutSessionCompleted', sessionId, paymentStatus: 'SUCCEEDED', at } as const;
export const failed = { type: 'CheckoutSessionFailed', sessionId, decline: hard, at } as const;
export const cancelled = { type: 'CheckoutSessionCancelled', sessionId, reason: 'abandoned', at } as const;
export const expired = { type: 'CheckoutSessionExpired', sessionId, at: expiresAt } as const;

export const createSession = (change: Partial<CreateSession> = {}): CreateSession => ({
  type: 'CreateSession',
  ...facts,
  now,
  ...change,
});
export const confirmSession = (attempt = 1, time = now): ConfirmSession => ({
  type: 'ConfirmSession',
  ...given(attempt),
  now: time,
});
export const recordActionRequired = { type: 'RecordActionRequired', nextAction: challenge, now } as const;
export const recordDecline = { type: 'RecordDecline', decline: hard, now } as const;
export const completeSession = { type: 'CompleteSession', paymentStatus: 'SUCCEEDED', now } as const;
export const failSession = { type: 'FailSession', decline: hard, now } as const;
export const cancelSession = { type: 'CancelSession', operationId: 'end_abandoned', reason: 'abandoned', now } as const;
export const expireSession = (time = expiresAt): SessionCommand => ({
  type: 'ExpireSession',
  operationId: 'end_expired',
  now: time,
});
export const recordPaymentCancelled = (reason: 'abandoned' | 'expired' = 'abandoned'): SessionCommand => ({
  type: 'RecordPaymentCancelled',
  reason,
  now: reason === 'expired' ? expiresAt : now,
});
export const recordEndFailed = { type: 'RecordEndFailed', now } as const;

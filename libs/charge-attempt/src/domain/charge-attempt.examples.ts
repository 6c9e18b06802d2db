import type { CancelAttempt, Outcome, RecordDispute, RecordOutcome, StartAttempt } from './commands.ts';
import type { ChargeAttemptEventOf } from './events.ts';

/** One attempt for the specs: 100.00 EUR at provider alpha. */
const attemptId = 'ch_1';
export const now = '2026-11-21T10:00:00.000Z';
export const later = '2026-11-21T10:15:00.000Z';
const at = now;

const facts = {
  attemptId,
  merchantId: 'mer_1',
  paymentId: 'pay_1',
  confirmationId: 'confirmation_1',
  confirmation: 1,
  attempt: 1,
  provider: 'alpha',
  amount: 10_000n,
  currency: 'EUR',
  captureMethod: 'automatic',
  secureMode: 'automatic',
  paymentMethodId: 'pm_1',
  routing: { rule: 'default', rulesVersion: 0, candidates: ['alpha'], excluded: [] },
  returnUrl: null,
} as const;

type Created = ChargeAttemptEventOf<'ChargeAttemptCreated'>;

export const created = (change: Partial<Created> = {}): Created => ({
  type: 'ChargeAttemptCreated',
  ...facts,
  at,
  ...change,
});
export const processing = { type: 'ChargeAttemptProcessing', attemptId, provider: 'alpha', at } as const;
export const actionRequired = {
  type: 'ChargeAttemptActionRequired',
  attemptId,
  providerReference: 'psp_1',
  redirectUrl: 'https://psp.example/3ds/1',
  resolvedBy: null,
  at,
} as const;
const charged = {
  attemptId,
  providerReference: 'psp_1',
  amount: 10_000n,
  currency: 'EUR',
  resolvedBy: null,
  at,
} as const;
export const authorized = { type: 'ChargeAttemptAuthorized', ...charged } as const;
export const succeeded = { type: 'ChargeAttemptSucceeded', ...charged } as const;
export const declined = {
  type: 'ChargeAttemptDeclined',
  attemptId,
  decline: { code: 'card_declined', message: 'The card was declined.', category: 'hard' },
  nextProvider: null,
  resolvedBy: null,
  at,
} as const;
export const failed = {
  type: 'ChargeAttemptFailed',
  attemptId,
  reason: 'connection refused',
  nextProvider: null,
  resolvedBy: null,
  at,
} as const;
export const unknown = { type: 'ChargeAttemptUnknown', attemptId, evidence: 'no answer in 8000 ms', at } as const;
export const cancelled = { type: 'ChargeAttemptCancelled', attemptId, reason: 'expired', at } as const;

/** A connector tells more of these than the domain asks. */
const notSent = { type: 'failed_before_sending', reason: 'connection refused', retryAfterMs: null } as const;
const unanswered = {
  type: 'unknown',
  evidence: 'no answer in 8000 ms',
  mismatch: false,
  retryAfterMs: null,
} as const;

export const outcomes = {
  approved: { type: 'approved', providerReference: 'psp_1' },
  authorized: { type: 'authorized', providerReference: 'psp_1' },
  action_required: {
    type: 'action_required',
    providerReference: 'psp_1',
    redirectUrl: 'https://psp.example/3ds/1',
  },
  declined: { type: 'declined', code: 'card_declined', message: 'The card was declined.', category: 'hard' },
  failed_before_sending: notSent,
  unknown: unanswered,
} as const satisfies { readonly [Type in Outcome['type']]: Extract<Outcome, { readonly type: Type }> };

/** Answers about other money than what was asked for. */
export const mismatch = { ...unanswered, evidence: 'mismatch: amount 10001, asked for 10000', mismatch: true } as const;

export const startAttempt = (change: Partial<StartAttempt> = {}): StartAttempt => ({
  type: 'StartAttempt',
  ...facts,
  now,
  ...change,
});
export const sendAttempt = { type: 'SendAttempt', now } as const;
export const recordOutcome = (outcome: Outcome, by: RecordOutcome['by'] = 'call'): RecordOutcome => ({
  type: 'RecordOutcome',
  outcome,
  by,
  now: by === 'call' ? now : later,
});
export const cancelAttempt: CancelAttempt = { type: 'CancelAttempt', reason: 'expired', now };

const named = { attemptId, disputeId: 'dp_1', at } as const;
export const disputed = {
  type: 'ChargeDisputed',
  ...named,
  amount: 10_000n,
  currency: 'EUR',
  reason: 'fraudulent',
} as const;
export const disputeWon = { type: 'ChargeDisputeWon', ...named } as const;
export const disputeLost = { type: 'ChargeDisputeLost', ...named } as const;

export const recordDispute = (status: RecordDispute['status'], change: Partial<RecordDispute> = {}): RecordDispute => ({
  type: 'RecordDispute',
  disputeId: 'dp_1',
  status,
  amount: 10_000n,
  reason: 'fraudulent',
  now,
  ...change,
});

import { now, outcomes } from './charge-attempt.examples.ts';
import type {
  DecideByOperator,
  OperationOutcome,
  RecordOperation,
  RequestCapture,
  RequestRefund,
  RequestVoid,
} from './commands.ts';
import type { ChargeAttemptEventOf } from './events.ts';

/** What is done with the attempt of the other examples once it is authorized, at a challenge, or captured. */
const of = { attemptId: 'ch_1', at: now } as const;
const currency = 'EUR';
const { code, message, category } = outcomes.declined;
const decline = { code, message, category } as const;

export const captureRequested = (amount: bigint): ChargeAttemptEventOf<'ChargeCaptureRequested'> => ({
  type: 'ChargeCaptureRequested',
  ...of,
  operationId: 'capture_1',
  amount,
});
export const voidRequested = {
  type: 'ChargeVoidRequested',
  ...of,
  operationId: 'void_1',
  reason: 'expired',
} as const;
export const refundRequested = (
  operationId: string,
  amount: bigint,
): ChargeAttemptEventOf<'ChargeRefundRequested'> => ({
  type: 'ChargeRefundRequested',
  ...of,
  operationId,
  amount,
});
export const sent = (operationId: string): ChargeAttemptEventOf<'ChargeOperationSent'> => ({
  type: 'ChargeOperationSent',
  ...of,
  operationId,
});
export const operationUnknown = (operationId: string): ChargeAttemptEventOf<'ChargeOperationUnknown'> => ({
  type: 'ChargeOperationUnknown',
  ...of,
  operationId,
  evidence: outcomes.unknown.evidence,
});
export const captured = (amount: bigint): ChargeAttemptEventOf<'ChargeCaptured'> => ({
  type: 'ChargeCaptured',
  ...of,
  operationId: 'capture_1',
  amount,
  released: 10_000n - amount,
  currency,
});
export const voided = (released: bigint): ChargeAttemptEventOf<'ChargeVoided'> => ({
  type: 'ChargeVoided',
  ...of,
  operationId: 'void_1',
  released,
  currency,
});
export const refunded = (operationId: string, amount: bigint): ChargeAttemptEventOf<'ChargeRefunded'> => ({
  type: 'ChargeRefunded',
  ...of,
  operationId,
  amount,
  currency,
});
export const captureFailed = { type: 'ChargeCaptureFailed', ...of, operationId: 'capture_1', decline } as const;
export const voidFailed = { type: 'ChargeVoidFailed', ...of, operationId: 'void_1', decline } as const;
export const refundFailed = { type: 'ChargeRefundFailed', ...of, operationId: 're_1', decline } as const;

export const reversalRequested = (by: 'void' | 'refund'): ChargeAttemptEventOf<'ChargeReversalRequested'> => ({
  type: 'ChargeReversalRequested',
  ...of,
  operationId: 'rev_1',
  by,
  amount: 10_000n,
});
export const reversed = {
  type: 'ChargeReversed',
  ...of,
  operationId: 'rev_1',
  amount: 10_000n,
  currency,
} as const;
export const reversalFailed = { type: 'ChargeReversalFailed', ...of, operationId: 'rev_1', decline } as const;

export const operationOutcomes = {
  succeeded: { type: 'succeeded' },
  declined: outcomes.declined,
  failed_before_sending: outcomes.failed_before_sending,
  unknown: outcomes.unknown,
} as const satisfies {
  readonly [Type in OperationOutcome['type']]: Extract<OperationOutcome, { readonly type: Type }>;
};

export const requestCapture = (amount: bigint, operationId = 'capture_1'): RequestCapture => ({
  type: 'RequestCapture',
  operationId,
  amount,
  now,
});
export const requestVoid = (operationId = 'void_1'): RequestVoid => ({
  type: 'RequestVoid',
  operationId,
  reason: 'expired',
  now,
});
export const requestRefund = (operationId: string, amount: bigint): RequestRefund => ({
  type: 'RequestRefund',
  operationId,
  amount,
  now,
});
export const sendOperation = (operationId: string) => ({ type: 'SendOperation', operationId, now }) as const;
export const recordOperation = (operationId: string, outcome: OperationOutcome): RecordOperation => ({
  type: 'RecordOperation',
  operationId,
  outcome,
  now,
});
export const reverseCharge = { type: 'ReverseCharge', operationId: 'rev_1', now } as const;
export const decideByOperator = (
  outcome: DecideByOperator['outcome'],
  operationId: string | null = null,
  change: Partial<DecideByOperator> = {},
): DecideByOperator => ({
  type: 'DecideByOperator',
  operationId,
  outcome,
  providerReference: 'psp_1',
  reason: 'seen in the dashboard of the provider',
  actor: 'key_1',
  now,
  ...change,
});

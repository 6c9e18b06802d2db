import type { CaptureMethod, Customer, Decline, Metadata, NextAction, PaymentMethod, SecureMode } from './parts.ts';

/** One time that the payer said "pay", from 1. */
interface Confirmation {
  readonly confirmationId: string;
  readonly attempt: number;
  readonly paymentMethod: PaymentMethod;
}

/** A charge attempt that moved, or reserved, the payer's money. */
export interface Charge {
  readonly confirmationId: string;
  readonly attemptId: string;
}

/** A charge that the payment could not take; `reversedAt` null: the payer has not got it back yet. */
export interface LateCharge extends Charge {
  readonly reversedAt: string | null;
}

interface PendingCancel {
  readonly type: 'cancel';
  readonly operationId: string;
  readonly reason: string;
}

/** What was asked of the provider that holds the charge or the challenge, and is not answered yet. */
type PendingOperation =
  { readonly type: 'capture'; readonly operationId: string; readonly amount: bigint } | PendingCancel;

/** A capture or cancel, and how it ended, for whoever asks again. REFUSED without a decline: overtaken by an outcome. */
export interface Operation {
  readonly operationId: string;
  readonly status: 'PENDING' | 'DONE' | 'REFUSED';
  readonly decline: Decline | null;
}

export interface Refund {
  readonly refundId: string;
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  readonly amount: bigint;
  readonly reason: string | null;
  readonly failureCode: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Dispute {
  readonly disputeId: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly amount: bigint;
  readonly reason: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What every payment has; amounts are minor units of `currency`, times ISO 8601 UTC. */
interface PaymentFacts {
  readonly paymentId: string;
  readonly merchantId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly captureMethod: CaptureMethod;
  readonly secureMode: SecureMode;
  readonly customer: Customer | null;
  readonly metadata: Metadata;
  readonly reference: string | null;
  readonly checkoutSessionId: string | null;
  readonly returnUrl: string | null;
  readonly maxAttempts: number;
  readonly sourceAccount: string | null;
  readonly destinationAccount: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;

  /** Oldest first; the last one is the current one. */
  readonly confirmations: readonly Confirmation[];
  readonly declined: number;
  readonly attemptsLeft: number;
  /** That of the charge, or else of the last confirmation, or else of the creation. */
  readonly paymentMethod: PaymentMethod | null;
  /** The last one; null after success. */
  readonly decline: Decline | null;
  /** Charges that the payment could not take any more. */
  readonly lateCharges: readonly LateCharge[];
  /** Every capture and cancel there ever was, oldest first. */
  readonly operations: readonly Operation[];
  /** Since when it waits for what may expire: its payer's confirmation, or the capture of its authorization. */
  readonly waitsSince: string;

  readonly amountCapturable: bigint;
  readonly amountCaptured: bigint;
  /** Succeeded refunds only. */
  readonly amountRefunded: bigint;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
}

/** What only some statuses have; null in all others, so that a view may read it of any payment. */
interface Nothing {
  readonly charge: null;
  readonly nextAction: null;
  /** The attempt whose challenge the payer is at. */
  readonly challengedAttemptId: null;
  readonly pendingOperation: null;
  readonly cancellationReason: null;
}

export const NOTHING: Nothing = {
  charge: null,
  nextAction: null,
  challengedAttemptId: null,
  pendingOperation: null,
  cancellationReason: null,
};

/** One member for each status, so that a rule can ask for the statuses it knows. */
type InStatus<
  Status extends string,
  Has extends Partial<Record<keyof Nothing, unknown>> = object,
> = Status extends string ? PaymentFacts & Omit<Nothing, keyof Has> & Has & { readonly status: Status } : never;

export type Payment =
  | InStatus<'CREATED' | 'REQUIRES_PAYMENT_METHOD' | 'PROCESSING' | 'FAILED'>
  | InStatus<
      'REQUIRES_ACTION',
      {
        readonly nextAction: NextAction;
        readonly challengedAttemptId: string;
        readonly pendingOperation: PendingCancel | null;
      }
    >
  | InStatus<'AUTHORIZED', { readonly charge: Charge; readonly pendingOperation: PendingOperation | null }>
  | InStatus<'SUCCEEDED', { readonly charge: Charge }>
  | InStatus<'CANCELLED', { readonly charge: Charge | null; readonly cancellationReason: string }>;

/** A payment, or the stream before its first event. */
export type PaymentState = Payment | { readonly status: 'NONE' };

export const initialState: PaymentState = { status: 'NONE' };

/** The one confirmation whose outcome counts; null before the first. */
export const currentConfirmation = (payment: Payment): Confirmation | null => payment.confirmations.at(-1) ?? null;

/** The capture or cancel of that id; undefined when nobody asked for it. */
export const operationOf = (payment: Payment, operationId: string): Operation | undefined =>
  payment.operations.find(known => known.operationId === operationId);

/** Names the calling off of an attempt's challenge, when another charge has paid. */
export const withdrawalOf = (attemptId: string): string => `withdraw-${attemptId}`;

/** Whether that capture or cancel has ended, one way or the other. */
export const isSettled =
  (operationId: string) =>
  (payment: PaymentState): boolean =>
    payment.status !== 'NONE' && operationOf(payment, operationId)?.status !== 'PENDING';

/** The late charge of that attempt; undefined: there is none. */
export const lateChargeOf = (payment: Payment, attemptId: string): LateCharge | undefined =>
  payment.lateCharges.find(late => late.attemptId === attemptId);

/** The refund of that id; undefined when nobody asked for it. */
export const refundOf = (payment: PaymentState, refundId: string): Refund | undefined =>
  payment.status === 'NONE' ? undefined : payment.refunds.find(known => known.refundId === refundId);

/** The dispute of that id; undefined when nobody reported it. */
export const disputeOf = (payment: PaymentState, disputeId: string): Dispute | undefined =>
  payment.status === 'NONE' ? undefined : payment.disputes.find(known => known.disputeId === disputeId);

const total = (parts: readonly { readonly amount: bigint }[]): bigint =>
  parts.reduce((sum, { amount }) => sum + amount, 0n);

/** What was captured and not given back, nor is about to be, in minor units. */
export const amountKept = ({ amountCaptured, amountRefunded, refunds }: Payment): bigint =>
  amountCaptured - amountRefunded - total(refunds.filter(({ status }) => status === 'PENDING'));

/** What may still be refunded, in minor units: kept, and neither disputed nor lost in a dispute. */
export const amountRefundable = (payment: Payment): bigint => {
  const left = amountKept(payment) - total(payment.disputes.filter(({ status }) => status !== 'WON'));
  // What was refunded before may be disputed all the same.
  return left < 0n ? 0n : left;
};

import type { TransitionTable } from '@counterfoil/event-sourcing/decider';
import type { PaymentCommandType } from './commands.ts';
import type { PaymentState } from './state.ts';

/** A charge that this payment cannot take any more is noted, and so is its end; nothing else changes. */
const lateCharge = <Status extends string>(status: Status) =>
  ({ AuthorizePayment: [status], SucceedPayment: [status], ConfirmReversal: [status] }) as const;

/** Where each command may lead, from each status. */
export const transitions = {
  NONE: { CreatePayment: ['CREATED'] },
  CREATED: { ConfirmPayment: ['PROCESSING'], CancelPayment: ['CANCELLED'], ExpirePayment: ['CANCELLED'] },
  PROCESSING: {
    RequireAction: ['REQUIRES_ACTION'],
    AuthorizePayment: ['AUTHORIZED'],
    SucceedPayment: ['SUCCEEDED'],
    DeclineAttempt: ['REQUIRES_PAYMENT_METHOD', 'FAILED'],
  },
  REQUIRES_ACTION: {
    RequireAction: ['REQUIRES_ACTION'],
    AuthorizePayment: ['AUTHORIZED'],
    SucceedPayment: ['SUCCEEDED'],
    DeclineAttempt: ['REQUIRES_PAYMENT_METHOD', 'FAILED', 'CANCELLED'],
    CancelPayment: ['REQUIRES_ACTION'],
    ExpirePayment: ['REQUIRES_ACTION'],
    ConfirmVoid: ['CANCELLED'],
    FailVoid: ['REQUIRES_ACTION'],
  },
  REQUIRES_PAYMENT_METHOD: {
    ConfirmPayment: ['PROCESSING'],
    AuthorizePayment: ['AUTHORIZED'],
    SucceedPayment: ['SUCCEEDED'],
    CancelPayment: ['CANCELLED'],
    ExpirePayment: ['CANCELLED'],
  },
  AUTHORIZED: {
    RequireAction: ['AUTHORIZED'],
    ...lateCharge('AUTHORIZED'),
    CapturePayment: ['AUTHORIZED'],
    RecordCapture: ['SUCCEEDED'],
    FailCapture: ['AUTHORIZED'],
    CancelPayment: ['AUTHORIZED'],
    ExpirePayment: ['AUTHORIZED'],
    ConfirmVoid: ['CANCELLED'],
    FailVoid: ['AUTHORIZED'],
  },
  SUCCEEDED: {
    RequireAction: ['SUCCEEDED'],
    ...lateCharge('SUCCEEDED'),
    RequestRefund: ['SUCCEEDED'],
    SucceedRefund: ['SUCCEEDED'],
    FailRefund: ['SUCCEEDED'],
    OpenDispute: ['SUCCEEDED'],
    WinDispute: ['SUCCEEDED'],
    LoseDispute: ['SUCCEEDED'],
  },
  FAILED: lateCharge('FAILED'),
  CANCELLED: { RequireAction: ['CANCELLED'], ...lateCharge('CANCELLED') },
} as const satisfies TransitionTable<PaymentState['status'], PaymentCommandType>;

type Table = typeof transitions;

/** The statuses in which a command may have an effect. */
export type StatusesFor<Type extends PaymentCommandType> = {
  [Status in keyof Table]: Type extends keyof Table[Status] ? Status : never;
}[keyof Table];

/** Whether the table lets `command` have an effect in `status`. */
export const isPermitted = (status: PaymentState['status'], command: PaymentCommandType): boolean =>
  command in transitions[status];

import type { Authorization, Operation, OperationStatus } from '../books/operation.ts';
import type { DeclineCode } from '../declines.ts';
import type { Dispute } from '../disputes/dispute.ts';
import { Refusal } from '../refusal.ts';

/** A charge as its operations leave it. Amounts in minor units. */
export interface Charge {
  readonly authorization: Authorization;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly voided: boolean;
  /** The payer's bank wants the money back, or has it. */
  readonly disputed: boolean;
}

/** What the provider does, to how much money. */
export interface Decision {
  readonly amount: bigint;
  readonly status: OperationStatus;
  readonly declineCode: DeclineCode | null;
}

const total = (operations: readonly Operation[], name: Operation['operation']): bigint =>
  operations
    .filter(({ operation, status }) => operation === name && status === 'succeeded')
    .reduce((sum, { amount }) => sum + amount, 0n);

const isAuthorization = (operation: Operation): operation is Authorization => operation.mandate !== null;

/** The charge that these operations and disputes make; undefined without its authorization. */
export const chargeOf = (operations: readonly Operation[], disputes: readonly Dispute[]): Charge | undefined => {
  const authorization = operations.find(isAuthorization);
  return (
    authorization && {
      authorization,
      captured: total(operations, authorization.mandate.automaticCapture ? 'authorize' : 'capture'),
      refunded: total(operations, 'refund'),
      voided: operations.some(({ operation, status }) => operation === 'void' && status === 'succeeded'),
      disputed: disputes.some(({ status }) => status !== 'won'),
    }
  );
};

const succeed = (amount: bigint): Decision => ({ amount, status: 'succeeded', declineCode: null });

/** Once, at most what was authorized; what a partial capture leaves is released. */
export const capture =
  (amount: bigint) =>
  ({ authorization, captured, voided }: Charge): Decision | Refusal => {
    if (voided) return new Refusal('already_voided', 'The charge was voided; nothing can be captured.');
    if (captured > 0n) return new Refusal('already_captured', 'A charge is captured once.');
    if (authorization.status !== 'succeeded')
      return new Refusal(
        'not_authorized',
        `The charge is ${authorization.status}; only an authorized one is captured.`,
      );
    if (amount > authorization.amount)
      return new Refusal('amount_exceeds_authorized', `At most ${authorization.amount} can be captured.`);
    return authorization.mandate.captureFails
      ? { amount, status: 'failed', declineCode: 'capture_failed' }
      : succeed(amount);
  };

/** Releases an authorization, or ends a challenge that the payer has not completed. */
export const release = ({ authorization, captured }: Charge): Decision | Refusal => {
  if (captured > 0n) return new Refusal('already_captured', 'The money is captured; refund it instead.');
  if (authorization.status === 'declined')
    return new Refusal('not_authorized', 'The charge is declined; nothing is held.');
  return succeed(authorization.amount);
};

/** Any number, together at most what was captured; none of money that a dispute has claimed. */
export const refund =
  (amount: bigint) =>
  ({ captured, refunded, disputed }: Charge): Decision | Refusal => {
    if (captured === 0n) return new Refusal('not_captured', 'Nothing was captured; void the charge instead.');
    if (refunded + amount > captured)
      return new Refusal('amount_exceeds_captured', `At most ${captured - refunded} can be refunded.`);
    if (disputed) return new Refusal('charge_disputed', 'The charge is disputed; its money is not refunded.');
    return succeed(amount);
  };

/** Only in the currency of the charge. */
export const inCurrency =
  (currency: string, rule: (charge: Charge) => Decision | Refusal) =>
  (charge: Charge): Decision | Refusal => {
    const wanted = charge.authorization.currency;
    if (currency === wanted) return rule(charge);
    const fault = { pointer: '/money/currency', detail: `must be ${wanted}` };
    return new Refusal('invalid_request', `The charge is in ${wanted}.`, [fault]);
  };

import type { ChargeAttempt, Operation } from './state.ts';

/** Whether the provider's last word on it is not said. */
export const isInFlight = ({ status }: Operation): boolean => status !== 'SUCCEEDED' && status !== 'FAILED';

export const operationOf = ({ operations }: ChargeAttempt, operationId: string): Operation | undefined =>
  operations.find(operation => operation.operationId === operationId);

/** The capture or void that is in flight: there is one at most. */
export const decisionInFlight = ({ operations }: ChargeAttempt): Operation | undefined =>
  operations.find(operation => operation.type !== 'refund' && isInFlight(operation));

/** Whether all of it goes back, or has gone back, because its payment cannot take it. */
export const isReversed = ({ operations }: ChargeAttempt): boolean => operations.some(({ isReversal }) => isReversal);

/** What may still be refunded, minor units: captured, and neither refunded nor about to be. */
export const refundable = ({ amountCaptured, operations }: ChargeAttempt): bigint =>
  operations
    .filter(({ type, status }) => type === 'refund' && status !== 'FAILED')
    .reduce((left, { amount }) => left - amount, amountCaptured);

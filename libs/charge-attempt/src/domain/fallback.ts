import type { StartAttempt } from './commands.ts';
import type { ChargeAttempt } from './state.ts';

/**
 * Who may be tried for the same confirmation when this attempt's provider would or could not charge; null: nobody. After
 * a challenge that is nobody: the payer has taken part, may end the payment, and is not sent to another challenge unasked.
 */
export const candidateAfter = ({
  status,
  provider,
  routing: { candidates },
}: Pick<ChargeAttempt, 'status' | 'provider' | 'routing'>): string | null => {
  const tried = provider === null ? -1 : candidates.indexOf(provider);
  return status === 'REQUIRES_ACTION' || tried < 0 ? null : (candidates[tried + 1] ?? null);
};

/** The attempt at the next provider, when there is one: the same payment, and the same confirmation. */
export const nextAttempt = (before: ChargeAttempt, attemptId: string, now: string): StartAttempt => ({
  type: 'StartAttempt',
  attemptId,
  merchantId: before.merchantId,
  paymentId: before.paymentId,
  confirmationId: before.confirmationId,
  confirmation: before.confirmation,
  attempt: before.attempt + 1,
  provider: before.nextProvider,
  amount: before.amount,
  currency: before.currency,
  captureMethod: before.captureMethod,
  secureMode: before.secureMode,
  paymentMethodId: before.paymentMethodId,
  routing: before.routing,
  returnUrl: before.returnUrl,
  now,
});

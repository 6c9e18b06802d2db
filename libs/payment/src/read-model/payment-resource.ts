import type { PaymentResource } from '@counterfoil/contracts';
import type { Payment } from '../domain/state.ts';

const paymentMethod = ({
  id,
  type,
  card,
}: NonNullable<Payment['paymentMethod']>): PaymentResource['payment_method'] => ({
  id,
  type,
  card: { brand: card.brand, last4: card.last4, exp_month: card.expMonth, exp_year: card.expYear },
});

const nextAction = ({ type, url, returnUrl }: NonNullable<Payment['nextAction']>): PaymentResource['next_action'] => ({
  type,
  redirect_user_to_url: { url, return_url: returnUrl },
});

/** The payment as everybody outside sees it: answers, rows and public events. `version` is its stream's revision. */
export const paymentResource = (payment: Payment, version: number): PaymentResource => ({
  id: payment.paymentId,
  status: payment.status,
  amount: Number(payment.amount),
  amount_capturable: Number(payment.amountCapturable),
  amount_captured: Number(payment.amountCaptured),
  amount_refunded: Number(payment.amountRefunded),
  currency: payment.currency,
  capture_method: payment.captureMethod,
  secure_mode: payment.secureMode,
  customer: payment.customer,
  metadata: payment.metadata,
  reference: payment.reference,
  checkout_session_id: payment.checkoutSessionId,
  return_url: payment.returnUrl,
  max_attempts: payment.maxAttempts,
  attempts_left: payment.attemptsLeft,
  payment_method: payment.paymentMethod && paymentMethod(payment.paymentMethod),
  next_action: payment.nextAction && nextAction(payment.nextAction),
  decline: payment.decline,
  pending_operation: payment.pendingOperation?.type ?? null,
  cancellation_reason: payment.cancellationReason,
  source_account: payment.sourceAccount,
  destination_account: payment.destinationAccount,
  created_at: payment.createdAt,
  updated_at: payment.updatedAt,
  version,
});

import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { throughSession } from '../refusals.ts';
import type { Rule } from './rule.ts';

/** Takes the payer's "pay with this": the one confirmation in flight from here on. */
export const confirm: Rule<'ConfirmPayment'> = (command, payment) => {
  if (command.checkoutSessionId !== payment.checkoutSessionId) return throughSession('payment_not_confirmable');
  const { paymentMethod } = command;
  if (!paymentMethod)
    return refuse(
      'payment_method_missing',
      payment.paymentMethod
        ? 'The card that the payment had is not kept any more; send one with the confirm.'
        : 'The payment has no payment method yet; send one with the confirm.',
    );
  return accept({
    type: 'PaymentConfirmed',
    paymentId: payment.paymentId,
    confirmationId: command.confirmationId,
    attempt: payment.confirmations.length + 1,
    paymentMethod,
    payerCountry: command.payerCountry,
    at: command.now,
  });
};

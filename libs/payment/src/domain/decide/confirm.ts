import { accept } from '@counterfoil/event-sourcing/decider';
import { throughSession } from '../refusals.ts';
import type { Rule } from './rule.ts';

/** Takes the payer's "pay with this": the one confirmation in flight from here on. */
export const confirm: Rule<'ConfirmPayment'> = (command, payment) => {
  if (command.checkoutSessionId !== payment.checkoutSessionId) return throughSession('payment_not_confirmable');
  return accept({
    type: 'PaymentConfirmed',
    paymentId: payment.paymentId,
    confirmationId: command.confirmationId,
    attempt: payment.confirmations.length + 1,
    paymentMethod: command.paymentMethod,
    at: command.now,
  });
};

import { z } from 'zod';
import { charge } from '../resources/charge.ts';
import { checkoutSession } from '../resources/checkout-session.ts';
import { nextAction, paymentMethod } from '../resources/parts.ts';
import { payment } from '../resources/payment.ts';

const ofSession = z.strictObject({ checkout_session: checkoutSession });
const ofPayment = z.strictObject({ payment });
/** A charge that requires action tells what the payer has to do. */
const ofCharge = z.strictObject({ charge, confirmation_id: z.string(), next_action: nextAction.nullable() });

/** Every public event type (domain.md) and the JSON it carries: ALL that one context may know of another. */
export const publicEvents = {
  'checkout_session.created': ofSession,
  'checkout_session.confirmed': ofSession.extend({ payment_method: paymentMethod, confirmation_id: z.string() }),
  'checkout_session.completed': ofSession,
  'checkout_session.failed': ofSession,
  'checkout_session.cancelled': ofSession,
  'checkout_session.expired': ofSession,
  'payment.created': ofPayment,
  'payment.processing': ofPayment.extend({ confirmation_id: z.string() }),
  'payment.requires_action': ofPayment,
  'payment.requires_payment_method': ofPayment,
  'payment.authorized': ofPayment,
  'payment.captured': ofPayment,
  'payment.capture_failed': ofPayment,
  'payment.succeeded': ofPayment,
  'payment.failed': ofPayment,
  'payment.cancelled': ofPayment,
  'charge.created': ofCharge,
  'charge.requires_action': ofCharge,
  'charge.succeeded': ofCharge,
  'charge.authorized': ofCharge,
  'charge.declined': ofCharge,
  'charge.failed': ofCharge,
  'charge.unknown': ofCharge,
} as const satisfies Record<string, z.ZodType>;

export type PublicEventType = keyof typeof publicEvents;
export type PublicEventData<Type extends PublicEventType> = z.infer<(typeof publicEvents)[Type]>;

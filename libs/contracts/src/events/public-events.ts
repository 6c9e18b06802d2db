import { z } from 'zod';
import { charge } from '../resources/charge.ts';
import { dispute } from '../resources/dispute.ts';
import { checkoutSession } from '../resources/checkout-session.ts';
import { amount, decline, nextAction, paymentMethod } from '../resources/parts.ts';
import { payment } from '../resources/payment.ts';
import { refund } from '../resources/refund.ts';

const ofSession = z.strictObject({ checkout_session: checkoutSession });
const ofPayment = z.strictObject({ payment });
/** A charge that requires action tells what the payer has to do. */
const ofCharge = z.strictObject({ charge, confirmation_id: z.string(), next_action: nextAction.nullable() });
/** Whether the confirmation is declined with it; otherwise the next provider is tried. */
const ofRefusal = ofCharge.extend({ is_last: z.boolean() });
const ofRefund = z.strictObject({ refund });
const ofDispute = z.strictObject({ dispute });
/** What a payment asks of the provider that holds `charge_id`; `operation_id` names this one try. */
const ofRequest = ofPayment.extend({ operation_id: z.string(), charge_id: z.string() });
/** What became of such a request. */
const ofOperation = z.strictObject({ charge, operation_id: z.string() });
const ofChargeDispute = z.strictObject({ charge, dispute_id: z.string() });

/** Every public event type (domain.md) and the JSON it carries: ALL that one context may know of another. */
export const publicEvents = {
  'checkout_session.created': ofSession,
  'checkout_session.confirmed': ofSession.extend({ payment_method: paymentMethod, confirmation_id: z.string() }),
  'checkout_session.completed': ofSession,
  'checkout_session.failed': ofSession,
  'checkout_session.cancelled': ofSession.extend({ reason: z.string() }),
  'checkout_session.expired': ofSession,
  'payment.created': ofPayment,
  /** `payer_country`: ISO 3166-1 alpha-2, of the payer's billing address; null: not known. */
  'payment.processing': ofPayment.extend({ confirmation_id: z.string(), payer_country: z.string().nullable() }),
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
  'charge.declined': ofRefusal,
  'charge.failed': ofRefusal,
  'charge.unknown': ofCharge,
  'refund.created': ofRefund.extend({ charge_id: z.string() }),
  'refund.succeeded': ofRefund,
  'refund.failed': ofRefund,
  'dispute.opened': ofDispute,
  'dispute.won': ofDispute,
  'dispute.lost': ofDispute,

  // Between our own services only: what they ask of each other, and the answers.
  /** The payer is at a challenge that has to be called off at the provider before the session may end. */
  'checkout_session.ending': ofSession.extend({ operation_id: z.string(), reason: z.string() }),
  'payment.capture_requested': ofRequest.extend({ capture_amount: amount }),
  'payment.cancel_requested': ofRequest.extend({ reason: z.string() }),
  /** The payment cannot take the charge: it goes back to the payer. */
  'payment.charged_late': ofPayment.extend({ charge_id: z.string() }),
  /** The provider has not called it off: the payment is where it was, and so is its session. */
  'payment.cancel_failed': ofPayment,
  'charge.captured': ofOperation.extend({ captured_amount: amount }),
  'charge.capture_failed': ofOperation.extend({ decline }),
  /** The authorization, or the challenge, is called off: nobody's money is held. */
  'charge.voided': ofOperation,
  'charge.void_failed': ofOperation.extend({ decline }),
  'charge.refunded': z.strictObject({ charge, refund_id: z.string() }),
  'charge.refund_failed': z.strictObject({ charge, refund_id: z.string(), failure_code: z.string() }),
  /** What the payment could not take has gone back to the payer. */
  'charge.reversed': z.strictObject({ charge }),
  /** A payer's bank disputes the charge, or has decided; `dispute_id` is the dispute's from then on. */
  'charge.disputed': ofChargeDispute.extend({ disputed_amount: amount, reason: z.string() }),
  'charge.dispute_won': ofChargeDispute,
  'charge.dispute_lost': ofChargeDispute,
} as const satisfies Record<string, z.ZodType>;

export type PublicEventType = keyof typeof publicEvents;
export type PublicEventData<Type extends PublicEventType> = z.infer<(typeof publicEvents)[Type]>;

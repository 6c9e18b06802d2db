import { charge } from './charge.ts';
import { confirmResult } from './confirm-result.ts';
import { dispute } from './dispute.ts';
import { address, customer, decline, nextAction, payer } from './parts.ts';
import { payment } from './payment.ts';
import { refund } from './refund.ts';

/** What the calls of more than one context answer, by the name that every document gives it. */
export const namedResources = {
  Payment: payment,
  ConfirmResult: confirmResult,
  Charge: charge,
  Refund: refund,
  Dispute: dispute,
  Address: address,
  Customer: customer,
  Decline: decline,
  NextAction: nextAction,
  Payer: payer,
};

import type { PublicEventData, PublicEventType } from '../events/public-events.ts';
import {
  chargeExample,
  checkoutSessionExample,
  disputeExample,
  payments,
  refundExample,
} from '../resources/examples.ts';

const CONFIRMATION_ID = '1f0c6a3e-52d4-5b0e-9a77-3f1c2d4e5b60';
const OPERATION_ID = '8d2b7f14-0c9e-5d31-b6a5-7e4f90a1c2d3';
const CAPTURED = 4_000;

const { payment_method } = payments.createdWithCard;
const { decline } = payments.declined;
const { next_action } = payments.requiresAction;
const at = (updated_at: string) => ({ updated_at });
const LATER = at(payments.succeeded.updated_at);

const session = checkoutSessionExample;
const processing = { ...payments.createdWithCard, status: 'PROCESSING', version: 1 } as const;
const failed = { ...payments.declined, status: 'FAILED', attempts_left: 0 } as const;

const { routing } = chargeExample;
const begun = { ...chargeExample, status: 'CREATED', provider_reference: null } as const;
const held = { ...chargeExample, status: 'AUTHORIZED' } as const;
const refused = { ...chargeExample, status: 'DECLINED', decline } as const;
const operation = (type: 'capture' | 'void' | 'refund', status: 'SUCCEEDED' | 'FAILED', amount = CAPTURED) => ({
  id: type === 'refund' ? refundExample.id : OPERATION_ID,
  ...{ type, status, amount, is_reversal: false },
});
const refundAmount = refundExample.amount;
const ofCharge = { confirmation_id: CONFIRMATION_ID, next_action: null };
const dispute_id = disputeExample.id;

/** What each event looks like. */
export const eventExamples: { readonly [Type in PublicEventType]: PublicEventData<Type> } = {
  'checkout_session.created': { checkout_session: session },
  'checkout_session.confirmed': {
    checkout_session: { ...session, status: 'PROCESSING' },
    payment_method,
    confirmation_id: CONFIRMATION_ID,
  },
  'checkout_session.completed': { checkout_session: { ...session, status: 'COMPLETED', ...LATER } },
  'checkout_session.failed': { checkout_session: { ...session, status: 'FAILED', attempts_left: 0, ...LATER } },
  'checkout_session.cancelled': {
    checkout_session: { ...session, status: 'CANCELLED', ...LATER },
    reason: 'requested_by_customer',
  },
  'checkout_session.expired': { checkout_session: { ...session, status: 'EXPIRED', ...at(session.expires_at) } },
  'checkout_session.ending': {
    checkout_session: { ...session, status: 'PROCESSING' },
    operation_id: OPERATION_ID,
    reason: 'expired',
  },
  'payment.created': { payment: payments.created },
  'payment.processing': { payment: processing, confirmation_id: CONFIRMATION_ID, payer_country: 'DE' },
  'payment.requires_action': { payment: payments.requiresAction },
  'payment.requires_payment_method': { payment: payments.declined },
  'payment.authorized': { payment: payments.authorized },
  'payment.capture_requested': {
    payment: payments.capturing,
    operation_id: OPERATION_ID,
    charge_id: chargeExample.id,
    capture_amount: CAPTURED,
  },
  'payment.captured': { payment: payments.captured },
  'payment.capture_failed': { payment: { ...payments.authorized, version: 4 } },
  'payment.succeeded': { payment: payments.succeeded },
  'payment.failed': { payment: failed },
  'payment.cancel_requested': {
    payment: payments.voiding,
    operation_id: OPERATION_ID,
    charge_id: chargeExample.id,
    reason: 'out of stock',
  },
  'payment.cancel_failed': { payment: { ...payments.authorized, version: 4 } },
  'payment.cancelled': { payment: payments.cancelled },
  'payment.charged_late': { payment: { ...payments.cancelled, version: 5 }, charge_id: chargeExample.id },
  'charge.created': { charge: begun, ...ofCharge },
  'charge.requires_action': {
    charge: { ...begun, status: 'REQUIRES_ACTION' },
    confirmation_id: CONFIRMATION_ID,
    next_action,
  },
  'charge.succeeded': { charge: chargeExample, ...ofCharge },
  'charge.authorized': { charge: held, ...ofCharge },
  'charge.declined': { charge: refused, ...ofCharge, is_last: true },
  'charge.failed': {
    charge: { ...begun, status: 'FAILED', provider: null, routing: { ...routing, candidates: [] } },
    ...ofCharge,
    is_last: true,
  },
  'charge.unknown': { charge: { ...begun, status: 'UNKNOWN', unknown_since: chargeExample.updated_at }, ...ofCharge },
  'charge.captured': {
    charge: { ...chargeExample, operations: [operation('capture', 'SUCCEEDED')] },
    operation_id: OPERATION_ID,
    captured_amount: CAPTURED,
  },
  'charge.capture_failed': {
    charge: { ...held, operations: [operation('capture', 'FAILED')] },
    operation_id: OPERATION_ID,
    decline,
  },
  'charge.voided': {
    charge: { ...held, status: 'CANCELLED', operations: [operation('void', 'SUCCEEDED', held.amount)] },
    operation_id: OPERATION_ID,
  },
  'charge.void_failed': {
    charge: { ...held, operations: [operation('void', 'FAILED', held.amount)] },
    operation_id: OPERATION_ID,
    decline,
  },
  'charge.refunded': {
    charge: { ...chargeExample, operations: [operation('refund', 'SUCCEEDED', refundAmount)] },
    refund_id: refundExample.id,
  },
  'charge.refund_failed': {
    charge: { ...chargeExample, operations: [operation('refund', 'FAILED', refundAmount)] },
    refund_id: refundExample.id,
    failure_code: 'refund_refused',
  },
  'charge.reversed': {
    charge: {
      ...chargeExample,
      operations: [{ ...operation('refund', 'SUCCEEDED', chargeExample.amount), is_reversal: true }],
    },
  },
  'charge.disputed': {
    charge: chargeExample,
    dispute_id,
    disputed_amount: disputeExample.amount,
    reason: disputeExample.reason,
  },
  'charge.dispute_won': { charge: chargeExample, dispute_id },
  'charge.dispute_lost': { charge: chargeExample, dispute_id },
  'refund.created': { refund: { ...refundExample, status: 'PENDING' }, charge_id: chargeExample.id },
  'refund.succeeded': { refund: refundExample },
  'refund.failed': { refund: { ...refundExample, status: 'FAILED', failure_code: 'refund_refused' } },
  'dispute.opened': { dispute: disputeExample },
  'dispute.won': { dispute: { ...disputeExample, status: 'WON' } },
  'dispute.lost': { dispute: { ...disputeExample, status: 'LOST' } },
};

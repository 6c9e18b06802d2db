import type { ChargeResource } from './charge.ts';
import type { CheckoutSessionResource, MerchantCheckoutSession, PayerCheckoutSession } from './checkout-session.ts';
import type { ConfirmResult } from './confirm-result.ts';
import type { PaymentMethodResource } from './payment-method.ts';
import type { PaymentResource } from './payment.ts';
import type { DisputeResource } from './dispute.ts';
import type { ProviderResource } from './provider.ts';
import type { ProviderCallbackResource } from './provider-callback.ts';
import type { RefundResource } from './refund.ts';
import type { RoutingRulesResource } from './routing-rules.ts';
import type { TimelineEntry } from './timeline-entry.ts';

const CREATED_AT = '2026-11-21T10:00:00.000Z';
const UPDATED_AT = '2026-11-21T10:00:02.417Z';
const EXPIRES_AT = '2026-11-21T10:30:00.000Z';
const RETURN_URL = 'https://shop.example/thanks';
const SESSION_ID = 'cs_01kajaq1m0q8w2e4r6t9y3z5ab';
const PAYMENT_ID = 'pay_01kajaq1m0v7c5x3z1m8n6b4de';
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const customer = { id: 'cus_77', name: 'Ada Lovelace', email: 'ada@example.com', phone: null };
const visa = { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2030 };
const paymentMethod = { id: 'pm_01kajaq3n2k4j6h8g1f3d5s7aq', type: 'card' as const, card: visa };

/** A payment through a session, paid at once. */
const succeeded: PaymentResource = {
  id: PAYMENT_ID,
  status: 'SUCCEEDED',
  amount: 12_500,
  amount_capturable: 0,
  amount_captured: 12_500,
  amount_refunded: 0,
  currency: 'EUR',
  capture_method: 'automatic',
  secure_mode: 'automatic',
  customer,
  metadata: { order: '7' },
  reference: 'order-7',
  checkout_session_id: SESSION_ID,
  return_url: RETURN_URL,
  max_attempts: 3,
  attempts_left: 3,
  payment_method: paymentMethod,
  next_action: null,
  decline: null,
  pending_operation: null,
  cancellation_reason: null,
  source_account: null,
  destination_account: null,
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
  version: 2,
};

const created: PaymentResource = {
  ...succeeded,
  status: 'CREATED',
  amount_captured: 0,
  checkout_session_id: null,
  payment_method: null,
  updated_at: CREATED_AT,
  version: 0,
};

const authorized: PaymentResource = {
  ...succeeded,
  status: 'AUTHORIZED',
  capture_method: 'manual',
  amount_capturable: 12_500,
  amount_captured: 0,
  checkout_session_id: null,
};

const next_action = {
  type: 'redirect_user_to_url' as const,
  redirect_user_to_url: { url: 'https://bank.example/3ds/9f2c', return_url: RETURN_URL },
};

const decline = {
  code: 'insufficient_funds',
  message: 'The card has insufficient funds. Try another card.',
  category: 'hard' as const,
};

/** The payment of the API-only flow, in the states that answers show. */
export const payments = {
  created,
  createdWithCard: { ...created, payment_method: paymentMethod },
  succeeded: { ...succeeded, checkout_session_id: null },
  requiresAction: { ...created, status: 'REQUIRES_ACTION', payment_method: paymentMethod, next_action, version: 2 },
  declined: {
    ...created,
    status: 'REQUIRES_PAYMENT_METHOD',
    attempts_left: 2,
    payment_method: paymentMethod,
    decline,
    version: 2,
  },
  authorized,
  captured: { ...authorized, status: 'SUCCEEDED', amount_capturable: 0, amount_captured: 4_000, version: 4 },
  capturing: { ...authorized, pending_operation: 'capture', version: 3 },
  cancelled: {
    ...authorized,
    status: 'CANCELLED',
    amount_capturable: 0,
    cancellation_reason: 'out of stock',
    version: 4,
  },
  voiding: { ...authorized, pending_operation: 'cancel', version: 3 },
} as const satisfies Record<string, PaymentResource>;

/** What a confirm says of `payment`; the session's status comes first, where there is a session. */
export const confirmResultOf = (
  payment: PaymentResource,
  session?: CheckoutSessionResource['status'],
): ConfirmResult => ({
  status: session ?? payment.status,
  paymentId: payment.id,
  paymentStatus: payment.status,
  paymentNextAction: payment.next_action,
  decline: payment.decline,
});

/** What its events carry: without its payment. */
export const checkoutSessionExample: CheckoutSessionResource = {
  id: SESSION_ID,
  status: 'PENDING',
  amount: 12_500,
  currency: 'EUR',
  url: 'https://shop.example/checkout',
  return_url: RETURN_URL,
  cancel_url: 'https://shop.example/basket',
  payment_id: PAYMENT_ID,
  capture_method: 'automatic',
  secure_mode: 'automatic',
  customer,
  line_items: [{ name: 'Anvil', quantity: 1, unit_amount: 12_500 }],
  custom_fields: [{ key: 'size', label: 'Size', type: 'dropdown', required: true, options: ['S', 'L'] }],
  collect: { billing_address: false, shipping_address: false, phone: false },
  max_attempts: 3,
  attempts_left: 3,
  payer: null,
  billing_address: null,
  shipping_address: null,
  custom_field_values: {},
  metadata: { order: '7' },
  reference: 'order-7',
  expires_at: EXPIRES_AT,
  created_at: CREATED_AT,
  updated_at: CREATED_AT,
};

const open: PaymentResource = { ...created, checkout_session_id: SESSION_ID };
const cancelled: PaymentResource = {
  ...open,
  status: 'CANCELLED',
  cancellation_reason: 'requested_by_customer',
  version: 1,
};

const merchantView = (
  status: CheckoutSessionResource['status'],
  payment: PaymentResource,
): MerchantCheckoutSession => ({
  ...checkoutSessionExample,
  status,
  payment_status: payment.status,
  payment,
});

/** The session as its merchant sees it. */
export const checkoutSessions = {
  created: {
    ...checkoutSessionExample,
    payment_status: open.status,
    token: 'cst_kq3v9x0TnZc7Yw1mR5uB8dE2fG6hJ4aLsPoIiUyQeWt',
  },
  pending: merchantView('PENDING', open),
  completed: merchantView('COMPLETED', succeeded),
  cancelled: merchantView('CANCELLED', cancelled),
};

const payerView = (status: CheckoutSessionResource['status'], payment: PaymentResource): PayerCheckoutSession => ({
  id: checkoutSessionExample.id,
  status,
  payment_id: checkoutSessionExample.payment_id,
  payment_status: payment.status,
  amount: checkoutSessionExample.amount,
  currency: checkoutSessionExample.currency,
  merchant_name: 'Anvils & Sons',
  line_items: checkoutSessionExample.line_items,
  collect: checkoutSessionExample.collect,
  custom_fields: checkoutSessionExample.custom_fields,
  next_action: payment.next_action,
  attempts_left: payment.attempts_left,
  decline: payment.decline,
  return_url: checkoutSessionExample.return_url,
  cancel_url: checkoutSessionExample.cancel_url,
  expires_at: checkoutSessionExample.expires_at,
});

/** The session as its payer sees it, beside the payment that it stands for. */
export const payerCheckoutSessions = {
  pending: payerView('PENDING', open),
  completed: payerView('COMPLETED', succeeded),
  challenged: payerView('PROCESSING', payments.requiresAction),
  declined: payerView('PROCESSING', payments.declined),
  cancelled: payerView('CANCELLED', cancelled),
};

export const chargeExample: ChargeResource = {
  id: 'ch_01kajaq3p4a2s4d6f8g1h3j5k7',
  payment_id: PAYMENT_ID,
  attempt: 1,
  provider: 'alpha',
  provider_reference: 'alpha_8c1d',
  status: 'SUCCEEDED',
  amount: 12_500,
  currency: 'EUR',
  decline: null,
  routing: { rule: 'default', candidates: ['alpha'], excluded: [] },
  unknown_since: null,
  resolution: null,
  contradicted_at: null,
  operations: [],
  review: null,
  decisions: [],
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
};

export const refundExample: RefundResource = {
  id: 're_01kajb2c4z6x8c1v3b5n7m9qaw',
  payment_id: PAYMENT_ID,
  status: 'SUCCEEDED',
  amount: 2_500,
  currency: 'EUR',
  reason: 'one of two was broken',
  failure_code: null,
  created_at: '2026-11-22T09:12:44.103Z',
  updated_at: '2026-11-22T09:12:44.390Z',
};

export const disputeExample: DisputeResource = {
  id: 'dp_01kajc4d5f7h9k1m3p5r7t9v1x',
  payment_id: PAYMENT_ID,
  status: 'OPEN',
  amount: 12_500,
  currency: 'EUR',
  reason: 'fraudulent',
  created_at: '2026-11-24T08:30:10.220Z',
  updated_at: '2026-11-24T08:30:10.220Z',
};

export const providerCallbackExample: ProviderCallbackResource = {
  id: 'alpha.evt_7c1f0b',
  provider: 'alpha',
  event_id: 'evt_7c1f0b',
  reference: 'ch_01kajaq3p4a2s4d6f8g1h3j5k7',
  dispute: null,
  received_at: CREATED_AT,
  status: 'unmatched',
  error: 'There is no charge ch_01kajaq3p4a2s4d6f8g1h3j5k7',
  tries: 10,
};

const anything = {
  currencies: [],
  amount_min: null,
  amount_max: null,
  brands: [],
  countries: [],
  capture_methods: [],
};

export const providerExample: ProviderResource = {
  provider: 'alpha',
  state: 'open',
  reason: 'circuit_open',
  opened_at: CREATED_AT,
  retry_at: '2026-11-21T10:00:05.000Z',
  in_flight: 3,
  queued: 0,
  capabilities: {
    currencies: 'all',
    brands: ['visa', 'mastercard'],
    manual_capture: true,
    partial_capture: true,
    partial_refund: true,
  },
};

export const routingRulesExample: RoutingRulesResource = {
  version: 3,
  rules: [
    {
      name: 'large amounts of the neighbours',
      conditions: { ...anything, currencies: ['EUR'], amount_min: 100_000, countries: ['DE', 'AT'] },
      providers: [
        { provider: 'beta', weight: null },
        { provider: 'alpha', weight: null },
      ],
    },
    {
      name: 'half and half',
      conditions: anything,
      providers: [
        { provider: 'alpha', weight: 50 },
        { provider: 'beta', weight: 50 },
      ],
    },
  ],
  updated_at: UPDATED_AT,
};

export const paymentMethodExample: PaymentMethodResource = {
  ...paymentMethod,
  card: { ...visa, fingerprint: '5f1c0e4b7d2a9c38' },
  created_at: CREATED_AT,
  expires_at: '2026-11-22T10:00:00.000Z',
};

export const timelineEntryExample: TimelineEntry = {
  id: '0b9d4a1e-6a54-5a0f-9d61-2f6f3a3c1e77',
  position: '1042',
  occurred_at: CREATED_AT,
  stream: `payment-${PAYMENT_ID}`,
  revision: 0,
  type: 'PaymentCreated',
  actor: 'key_5d1f0c9a',
  correlation_id: TRACE_ID,
  causation_id: '7c3e2f10-2f0e-5d3b-8a4c-91d1a7b64c55',
  data: { amount: 12_500, currency: 'EUR' },
};

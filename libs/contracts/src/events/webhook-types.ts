/** Every event type that a merchant may be told of (domain.md, the last section); the rest stays between our services. */
export const webhookEventTypes = [
  'checkout_session.created',
  'checkout_session.confirmed',
  'checkout_session.completed',
  'checkout_session.failed',
  'checkout_session.cancelled',
  'checkout_session.expired',
  'payment.created',
  'payment.processing',
  'payment.requires_action',
  'payment.requires_payment_method',
  'payment.authorized',
  'payment.captured',
  'payment.capture_failed',
  'payment.succeeded',
  'payment.failed',
  'payment.cancelled',
  'charge.created',
  'charge.succeeded',
  'charge.authorized',
  'charge.declined',
  'charge.failed',
  'charge.unknown',
  'refund.created',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.won',
  'dispute.lost',
] as const satisfies readonly string[];

/** Of services that this version does not have: an endpoint may ask for them already. */
const LATER = [
  'ledger.transaction.posted',
  'ledger.transaction.pending',
  'ledger.transaction.voided',
  'payout.created',
  'payout.paid',
  'payout.failed',
] as const;

/** About webhooks themselves: a test, an endpoint that fails, one that was disabled. */
export const webhookOwnTypes = [
  'webhook_endpoint.test',
  'webhook_endpoint.failing',
  'webhook_endpoint.disabled',
] as const;

/** Every type that a webhook may have, in this version or a later one. */
export const webhookTypes = [...webhookEventTypes, ...LATER, ...webhookOwnTypes] as const;

/** What an endpoint's `event_types` may name. */
export const subscribableTypes = ['*', ...webhookTypes] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number] | (typeof webhookOwnTypes)[number];

export { publicEvents } from './events/public-events.ts';
export type { PublicEventData, PublicEventType } from './events/public-events.ts';
export { topics } from './events/topics.ts';
export { anyStatus, PAYMENTS, settledStatuses } from './payments.ts';
export type { Payments } from './payments.ts';
export type { ChargeResource } from './resources/charge.ts';
export type {
  CheckoutSessionResource,
  MerchantCheckoutSession,
  PayerCheckoutSession,
} from './resources/checkout-session.ts';
export type { ConfirmResult } from './resources/confirm-result.ts';
export type { PaymentResource } from './resources/payment.ts';
export type { ProviderResource } from './resources/provider.ts';
export type { ProviderCallbackResource } from './resources/provider-callback.ts';
export type { RoutingRulesResource, SimulatedRouting } from './resources/routing-rules.ts';
export type { TimelineEntry } from './resources/timeline-entry.ts';
export { CHARGES } from './charges.ts';
export type { Charges } from './charges.ts';
export type { Page, PageRequest } from './resources/page.ts';
export { CHECKOUT_SESSIONS } from './checkout-sessions.ts';
export type { CheckoutSessions } from './checkout-sessions.ts';
export type { DisputeResource } from './resources/dispute.ts';
export type { RefundResource } from './resources/refund.ts';
export type { PaymentMethodResource } from './resources/payment-method.ts';
export { webhookEventTypes, webhookTypes } from './events/webhook-types.ts';
export type { WebhookEventType } from './events/webhook-types.ts';
export type { WebhookDeliveryResource } from './resources/webhook-delivery.ts';
export type { WebhookEndpointResource, WebhookEndpointWithSecret } from './resources/webhook-endpoint.ts';
export type { WebhookEventResource } from './resources/webhook-event.ts';

export { charge } from './charge.ts';
export {
  checkoutSession,
  createdCheckoutSession,
  merchantCheckoutSession,
  payerCheckoutSession,
} from './checkout-session.ts';
export { confirmResult } from './confirm-result.ts';
export { dispute } from './dispute.ts';
export {
  chargeExample,
  checkoutSessions,
  confirmResultOf,
  disputeExample,
  payerCheckoutSessions,
  paymentMethodExample,
  payments,
  providerCallbackExample,
  providerExample,
  refundExample,
  routingRulesExample,
  timelineEntryExample,
} from './examples.ts';
export { namedResources } from './named.ts';
export { pageSchema } from './page.ts';
export * as part from './parts.ts';
export { paymentMethodResource } from './payment-method.ts';
export { payment } from './payment.ts';
export { provider } from './provider.ts';
export { providerCallback } from './provider-callback.ts';
export { refund } from './refund.ts';
export { routingRules, simulatedRouting } from './routing-rules.ts';
export { timelineEntry } from './timeline-entry.ts';
export { webhookDelivery } from './webhook-delivery.ts';
export { webhookEndpoint, webhookEndpointWithSecret } from './webhook-endpoint.ts';
export { webhookEvent } from './webhook-event.ts';
export { webhookDeliveryExample, webhookEndpointExample, webhookEventExample } from './webhook-examples.ts';

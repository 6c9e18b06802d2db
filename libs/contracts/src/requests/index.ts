export type { CardBrand } from './card-brand.ts';
export { resolveChargeBody, retryCallbackBody } from './charge-bodies.ts';
export type { ResolveChargeBody } from './charge-bodies.ts';
export { isReservedHeader } from './endpoint-headers.ts';
export {
  listChargesQuery,
  listDisputesQuery,
  listPaymentsQuery,
  listProviderCallbacksQuery,
  listSessionsQuery,
} from './list-queries.ts';
export type {
  ListChargesQuery,
  ListDisputesQuery,
  ListPaymentsQuery,
  ListProviderCallbacksQuery,
  ListSessionsQuery,
} from './list-queries.ts';
export { pageQuery } from './page-query.ts';
export type { PageQuery } from './page-query.ts';
export type { PaymentMethodInput } from './parts.ts';
export {
  cancelPaymentBody,
  capturePaymentBody,
  confirmPaymentBody,
  createPaymentBody,
  createPaymentMethodBody,
  createRefundBody,
} from './payment-bodies.ts';
export type {
  CancelPaymentBody,
  CapturePaymentBody,
  ConfirmPaymentBody,
  CreatePaymentBody,
  CreatePaymentMethodBody,
  CreateRefundBody,
} from './payment-bodies.ts';
export { routingRulesBody, simulateRoutingBody } from './routing-bodies.ts';
export type { RoutingRulesBody, RuleInput, SimulateRoutingBody } from './routing-bodies.ts';
export { cancelSessionBody, confirmSessionBody, createSessionBody } from './session-bodies.ts';
export type { ConfirmSessionBody, CreateSessionBody } from './session-bodies.ts';
export { advanceClockBody } from './test-clock-body.ts';
export type { AdvanceClockBody } from './test-clock-body.ts';
export { getPaymentQuery } from './time-query.ts';
export type { AsOf, GetPaymentQuery } from './time-query.ts';
export {
  changeWebhookEndpointBody,
  createWebhookEndpointBody,
  listEventsQuery,
  replayBody,
  retryDeliveryBody,
  rotateSecretBody,
  testWebhookBody,
} from './webhook-bodies.ts';
export type {
  ChangeWebhookEndpointBody,
  CreateWebhookEndpointBody,
  ListEventsQuery,
  ReplayBody,
  RotateSecretBody,
} from './webhook-bodies.ts';

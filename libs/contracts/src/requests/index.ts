export { pageQuery } from './page-query.ts';
export type { PageQuery } from './page-query.ts';
export type { PaymentMethodInput } from './parts.ts';
export {
  cancelPaymentBody,
  capturePaymentBody,
  confirmPaymentBody,
  createPaymentBody,
  createRefundBody,
} from './payment-bodies.ts';
export type {
  CancelPaymentBody,
  CapturePaymentBody,
  ConfirmPaymentBody,
  CreatePaymentBody,
  CreateRefundBody,
} from './payment-bodies.ts';
export { confirmSessionBody, createSessionBody } from './session-bodies.ts';
export type { ConfirmSessionBody, CreateSessionBody } from './session-bodies.ts';

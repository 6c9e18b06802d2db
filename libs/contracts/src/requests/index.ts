export { pageQuery } from './page-query.ts';
export type { PageQuery } from './page-query.ts';
export type { PaymentMethodInput } from './parts.ts';
export { confirmPaymentBody, createPaymentBody } from './payment-bodies.ts';
export type { ConfirmPaymentBody, CreatePaymentBody } from './payment-bodies.ts';
export { confirmSessionBody, createSessionBody } from './session-bodies.ts';
export type { ConfirmSessionBody, CreateSessionBody } from './session-bodies.ts';

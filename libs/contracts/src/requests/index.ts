export { addressInput, customerInput, metadataInput, optional, payerInput, paymentMethodInput } from './parts.ts';
export type { PaymentMethodInput } from './parts.ts';
export { pageUrl, text, webUrl } from './text.ts';

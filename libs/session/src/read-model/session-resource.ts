import type {
  CheckoutSessionResource,
  MerchantCheckoutSession,
  PayerCheckoutSession,
  PaymentResource,
} from '@counterfoil/contracts';
import type { Session } from '../domain/state.ts';

type Address = NonNullable<Session['billingAddress']>;

const address = ({ postalCode, ...rest }: Address): CheckoutSessionResource['billing_address'] => ({
  ...rest,
  postal_code: postalCode,
});

/** What a session says of itself, wherever this product is reached; `url` is null when its merchant named no page. */
export interface SessionRow extends Omit<CheckoutSessionResource, 'url'> {
  readonly url: string | null;
}

/** The session as its public events carry it, without its payment, without its token: paid at `hostedPage` by default. */
export const withPage = (session: SessionRow, hostedPage: string): CheckoutSessionResource => ({
  ...session,
  url: session.url ?? hostedPage,
});

export const sessionRow = (session: Session): SessionRow => ({
  id: session.sessionId,
  status: session.status,
  amount: Number(session.amount),
  currency: session.currency,
  url: session.url,
  return_url: session.returnUrl,
  cancel_url: session.cancelUrl,
  payment_id: session.paymentId,
  capture_method: session.captureMethod,
  secure_mode: session.secureMode,
  customer: session.customer,
  line_items: session.lineItems.map(({ name, quantity, unitAmount }) => ({
    name,
    quantity,
    unit_amount: Number(unitAmount),
  })),
  custom_fields: session.customFields.map(field => ({ ...field, options: field.options && [...field.options] })),
  collect: {
    billing_address: session.collect.billingAddress,
    shipping_address: session.collect.shippingAddress,
    phone: session.collect.phone,
  },
  max_attempts: session.maxAttempts,
  attempts_left: session.attemptsLeft,
  payer: session.payer,
  billing_address: session.billingAddress && address(session.billingAddress),
  shipping_address: session.shippingAddress && address(session.shippingAddress),
  custom_field_values: session.customFieldValues,
  metadata: session.metadata,
  reference: session.reference,
  expires_at: session.expiresAt,
  created_at: session.createdAt,
  updated_at: session.updatedAt,
});

/** As its merchant reads it, with the whole payment. */
export const merchantView = (
  session: SessionRow,
  payment: PaymentResource,
  hostedPage: string,
): MerchantCheckoutSession => ({
  ...withPage(session, hostedPage),
  payment_status: payment.status,
  payment,
});

/** As the payer reads it: no secret, no metadata. */
export const payerView = (session: Session, payment: PaymentResource, merchantName: string): PayerCheckoutSession => {
  const resource = sessionRow(session);
  return {
    id: resource.id,
    status: resource.status,
    payment_id: resource.payment_id,
    payment_status: payment.status,
    amount: resource.amount,
    currency: resource.currency,
    merchant_name: merchantName,
    line_items: resource.line_items,
    collect: resource.collect,
    custom_fields: resource.custom_fields,
    next_action: payment.next_action,
    attempts_left: resource.attempts_left,
    decline: payment.decline,
    return_url: resource.return_url,
    cancel_url: resource.cancel_url,
    expires_at: resource.expires_at,
  };
};

import type {
  ChargeResource,
  CheckoutSessionResource,
  ConfirmResult,
  DisputeResource,
  MerchantCheckoutSession,
  Page,
  PayerCheckoutSession,
  PaymentMethodResource,
  PaymentResource,
  RefundResource,
  TimelineEntry,
} from '@counterfoil/contracts';
import { assertDocumented } from './documented.ts';

/** What a failure says (RFC 9457). */
interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  readonly trace_id: string;
}

/** An answer over HTTP. Which half of `body` is there is for `status` to say. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** The body's bytes as text. */
  readonly text: string;
  readonly body: Body & Partial<ProblemBody>;
}

interface Call {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Query = Readonly<Record<string, string | number>>;

interface CreatedSession extends CheckoutSessionResource {
  readonly token: string;
  readonly payment_status: PaymentResource['status'];
}

interface PaymentAnswer {
  readonly payment: PaymentResource;
  readonly confirmResult: ConfirmResult | null;
}

interface PayerConfirmation {
  readonly checkout_session: PayerCheckoutSession;
  readonly confirmResult: ConfirmResult;
}

/**
 * Sends one request; a redirect is an answer like any other. Rejects when the connection breaks, and when the product
 * answers what its OpenAPI document does not say.
 */
export const send = async <Body>(
  method: string,
  url: string,
  { body, headers = {} }: Call = {},
): Promise<Answer<Body>> => {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, redirect: 'manual', headers: { ...type, ...headers }, ...sent });
  const text = await response.text();
  const { pathname } = new URL(url);
  assertDocumented({ method, path: pathname, status: response.status, headers: response.headers, text });
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  const parsed = (isJson ? JSON.parse(text) : {}) as Answer<Body>['body'];
  return { status: response.status, headers: response.headers, text, body: parsed };
};

const withKey = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : { 'idempotency-key': key };

const queryOf = (query: Query): string =>
  Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');

/** A merchant's calls of the public API. `key` is the `Idempotency-Key`; bodies are JSON as api.md has them. */
export const merchantClient = (url: string, apiKey: string) => {
  const call = <Body>(method: string, path: string, { body, headers }: Call = {}): Promise<Answer<Body>> =>
    send(method, `${url}${path}`, { body, headers: { authorization: `Bearer ${apiKey}`, ...headers } });
  return {
    call,
    createSession: (body: unknown, key?: string) =>
      call<{ checkout_session: CreatedSession }>('POST', '/v1/checkout-sessions', { body, headers: withKey(key) }),
    getSession: (id: string) =>
      call<{ checkout_session: MerchantCheckoutSession }>('GET', `/v1/checkout-sessions/${id}`),
    createPayment: (body: unknown, key?: string) =>
      call<PaymentAnswer>('POST', '/v1/payments', { body, headers: withKey(key) }),
    confirmPayment: (id: string, body: unknown, key?: string) =>
      call<PaymentAnswer>('POST', `/v1/payments/${id}/confirm`, { body, headers: withKey(key) }),
    listSessions: (query: Query = {}) =>
      call<Page<MerchantCheckoutSession>>('GET', `/v1/checkout-sessions?${queryOf(query)}`),
    cancelSession: (id: string, key?: string) =>
      call<{ checkout_session: MerchantCheckoutSession }>('POST', `/v1/checkout-sessions/${id}/cancel`, {
        headers: withKey(key),
      }),
    capturePayment: (id: string, body?: unknown, key?: string) =>
      call<{ payment: PaymentResource }>('POST', `/v1/payments/${id}/capture`, { body, headers: withKey(key) }),
    cancelPayment: (id: string, body?: unknown, key?: string) =>
      call<{ payment: PaymentResource }>('POST', `/v1/payments/${id}/cancel`, { body, headers: withKey(key) }),
    createRefund: (id: string, body?: unknown, key?: string) =>
      call<{ refund: RefundResource }>('POST', `/v1/payments/${id}/refunds`, { body, headers: withKey(key) }),
    refunds: (id: string, query: Query = {}) =>
      call<Page<RefundResource>>('GET', `/v1/payments/${id}/refunds?${queryOf(query)}`),
    getRefund: (id: string) => call<{ refund: RefundResource }>('GET', `/v1/refunds/${id}`),
    listDisputes: (query: Query = {}) => call<Page<DisputeResource>>('GET', `/v1/disputes?${queryOf(query)}`),
    getDispute: (id: string) => call<{ dispute: DisputeResource }>('GET', `/v1/disputes/${id}`),
    createPaymentMethod: (body: unknown, key?: string) =>
      call<{ payment_method: PaymentMethodResource }>('POST', '/v1/payment-methods', { body, headers: withKey(key) }),
    advanceClock: (seconds: number, key?: string) =>
      call<{ now: string }>('POST', '/v1/test-clock/advance', { body: { seconds }, headers: withKey(key) }),
    getPayment: (id: string, query: Query = {}) =>
      call<{ payment: PaymentResource }>('GET', `/v1/payments/${id}?${queryOf(query)}`),
    listPayments: (query: Query = {}) => call<Page<PaymentResource>>('GET', `/v1/payments?${queryOf(query)}`),
    charges: (id: string, query: Query = {}) =>
      call<Page<ChargeResource>>('GET', `/v1/payments/${id}/charges?${queryOf(query)}`),
    getCharge: (id: string) => call<{ charge: ChargeResource }>('GET', `/v1/charges/${id}`),
    listCharges: (query: Query = {}) => call<Page<ChargeResource>>('GET', `/v1/charges?${queryOf(query)}`),
    resolveCharge: (id: string, body: unknown, key?: string) =>
      call<{ charge: ChargeResource }>('POST', `/v1/charges/${id}/resolve`, { body, headers: withKey(key) }),
    timeline: (id: string, query: Query = {}) =>
      call<Page<TimelineEntry>>('GET', `/v1/payments/${id}/timeline?${queryOf(query)}`),
  };
};

export type MerchantClient = ReturnType<typeof merchantClient>;

/** A payer's calls: a session's token is all they need. */
export const payerClient = (url: string) => {
  const path = (token: string): string => `${url}/v1/checkout-sessions/token/${token}`;
  return {
    getSession: (token: string) => send<{ checkout_session: PayerCheckoutSession }>('GET', path(token)),
    confirm: (token: string, body: unknown) => send<PayerConfirmation>('POST', `${path(token)}/confirm`, { body }),
    cancel: (token: string) => send<{ checkout_session: PayerCheckoutSession }>('POST', `${path(token)}/cancel`),
  };
};

export type PayerClient = ReturnType<typeof payerClient>;

/** A row of the sandbox provider's books: what it really did. */
interface BookedCharge {
  readonly provider: string;
  readonly reference: string;
  readonly charge: string;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'declined' | 'requires_action' | 'failed';
  readonly calls: number;
  readonly at: string;
}

/** A dispute as the sandbox provider keeps it. */
interface BookedDispute {
  readonly id: string;
  readonly charge: string;
  readonly amount: number;
  readonly status: 'open' | 'won' | 'lost';
}

/** The control API of the sandbox provider. */
export const providerClient = (url: string) => ({
  books: async (reference?: string): Promise<readonly BookedCharge[]> => {
    const query = reference === undefined ? '' : `?${queryOf({ reference })}`;
    return (await send<{ data: readonly BookedCharge[] }>('GET', `${url}/control/charges${query}`)).body.data;
  },
  disputes: async (charge: string): Promise<readonly BookedDispute[]> =>
    (await send<{ data: readonly BookedDispute[] }>('GET', `${url}/control/disputes?${queryOf({ charge })}`)).body.data,
  decideDispute: (id: string, outcome: 'won' | 'lost') =>
    send<{ dispute: BookedDispute }>('POST', `${url}/control/disputes/${id}`, { body: { outcome } }),
  addFault: (body: unknown) => send('POST', `${url}/control/faults`, { body }),
  clearFaults: () => send('DELETE', `${url}/control/faults`),
});

export type ProviderClient = ReturnType<typeof providerClient>;

import { card, cards, eventually, type MerchantClient } from '@counterfoil/testing';
import { webhookClient } from '../webhooks/client.ts';

/** What the calls of the table are about: one of each, ready for its call to succeed. */
export interface World {
  readonly session: string;
  readonly token: string;
  readonly created: string;
  readonly authorized: string;
  readonly succeeded: string;
  readonly refund: string;
  readonly dispute: string;
  readonly endpoint: string;
  readonly delivery: string;
  readonly event: string;
}

/** One line of api.md's tables: a call, a body that it takes, and its success. */
export interface Call {
  readonly name: string;
  readonly who: 'merchant' | 'payer';
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: (world: World) => string;
  readonly body?: object;
  readonly success: number;
  /** Whether the path names a resource, which may be missing or another merchant's. */
  readonly ofResource: boolean;
}

const AMOUNT = { amount: 1_000, currency: 'EUR' };
const paid = { payment_method: card(cards.visa) };

const get = (name: string, path: Call['path'], ofResource = true): Call => ({
  ...{ name, who: 'merchant', method: 'GET', path },
  ...{ success: 200, ofResource },
});
const post = (name: string, path: Call['path'], body: object, success = 200, ofResource = true): Call => ({
  ...{ name, who: 'merchant', method: 'POST', path, body },
  ...{ success, ofResource },
});

const ofToken =
  (action = ''): Call['path'] =>
  ({ token }) =>
    `/v1/checkout-sessions/token/${token}${action}`;

/** Where nobody listens. */
const NOBODY = 'http://127.0.0.1:1/hook';

/** Every call of "Checkout sessions", "Payments", "Webhooks" (but for deleting what others need) and the test clock. */
export const calls: readonly Call[] = [
  post(
    'create a session',
    () => '/v1/checkout-sessions',
    { ...AMOUNT, return_url: 'https://shop.example/' },
    201,
    false,
  ),
  get('read a session', ({ session }) => `/v1/checkout-sessions/${session}`),
  get('list sessions', () => '/v1/checkout-sessions', false),
  post('cancel a session', ({ session }) => `/v1/checkout-sessions/${session}/cancel`, {}),
  { ...get('read by token', ofToken()), who: 'payer' },
  { ...post('confirm by token', ofToken('/confirm'), paid), who: 'payer' },
  { ...post('cancel by token', ofToken('/cancel'), {}), who: 'payer' },
  post('create a payment', () => '/v1/payments', AMOUNT, 201, false),
  post('confirm a payment', ({ created }) => `/v1/payments/${created}/confirm`, paid),
  post('capture a payment', ({ authorized }) => `/v1/payments/${authorized}/capture`, { amount: 900 }),
  post('cancel a payment', ({ authorized }) => `/v1/payments/${authorized}/cancel`, { reason: 'out of anvils' }),
  post('refund a payment', ({ succeeded }) => `/v1/payments/${succeeded}/refunds`, { amount: 1 }, 201),
  get('list refunds', ({ succeeded }) => `/v1/payments/${succeeded}/refunds`),
  get('read a refund', ({ refund }) => `/v1/refunds/${refund}`),
  get('list disputes', () => '/v1/disputes', false),
  get('read a dispute', ({ dispute }) => `/v1/disputes/${dispute}`),
  get('read a payment', ({ succeeded }) => `/v1/payments/${succeeded}`),
  get('list payments', () => '/v1/payments', false),
  get('list charges', ({ succeeded }) => `/v1/payments/${succeeded}/charges`),
  get('read the timeline', ({ succeeded }) => `/v1/payments/${succeeded}/timeline`),
  post('keep a payment method', () => '/v1/payment-methods', card(cards.visa), 201, false),
  post('create an endpoint', () => '/v1/webhook-endpoints', { url: NOBODY }, 201, false),
  get('list endpoints', () => '/v1/webhook-endpoints', false),
  get('read an endpoint', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}`),
  {
    ...post('change an endpoint', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}`, { description: 'orders' }),
    method: 'PATCH',
  },
  post('rotate a secret', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}/rotate-secret`, { overlap_s: 60 }),
  post('test an endpoint', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}/test`, {}, 202),
  post('replay events', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}/replay`, { dry_run: true }, 202),
  get('list deliveries', ({ endpoint }) => `/v1/webhook-endpoints/${endpoint}/deliveries`),
  get('read a delivery', ({ delivery }) => `/v1/webhook-deliveries/${delivery}`),
  post('send a delivery again', ({ delivery }) => `/v1/webhook-deliveries/${delivery}/retry`, {}),
  get('list events', () => '/v1/events', false),
  get('read an event', ({ event }) => `/v1/events/${event}`),
  post('advance the test clock', () => '/v1/test-clock/advance', { seconds: 0 }, 200, false),
];

/** A row of a jest table for each of `some`. */
export const rows = (some: readonly Call[]): readonly (readonly [string, Call])[] =>
  some.map(call => [call.name, call]);

const openDispute = async (merchant: MerchantClient): Promise<string> => {
  await merchant.createPayment({ ...AMOUNT, payment_method: card(cards.disputed), confirm: true });
  await eventually(async () => (await merchant.listDisputes()).body.data.length > 0, { describe: 'a dispute' });
  return (await merchant.listDisputes()).body.data[0]!.id;
};

const disputes = new Map<MerchantClient, Promise<string>>();

/** One a merchant: it comes after a second, and no call changes it. */
const disputeOf = (merchant: MerchantClient): Promise<string> => {
  const dispute = disputes.get(merchant) ?? openDispute(merchant);
  disputes.set(merchant, dispute);
  return dispute;
};

type Webhook = Pick<World, 'endpoint' | 'delivery' | 'event'>;

const openWebhook = async (merchant: MerchantClient): Promise<Webhook> => {
  const webhooks = webhookClient(merchant);
  const { id: endpoint } = await webhooks.endpoint({ url: NOBODY });
  const { id: delivery, event_id: event } = (await webhooks.test(endpoint)).body.webhook_delivery;
  return { endpoint, delivery, event };
};

const webhooks = new Map<MerchantClient, Promise<Webhook>>();

/** One a merchant: there may be few. */
const webhookOf = (merchant: MerchantClient): Promise<Webhook> => {
  const webhook = webhooks.get(merchant) ?? openWebhook(merchant);
  webhooks.set(merchant, webhook);
  return webhook;
};

/** A fresh one of each, but for what every merchant has one of. */
export const newWorld = async (merchant: MerchantClient): Promise<World> => {
  const pay = (more: object) => merchant.createPayment({ ...AMOUNT, ...more });
  const [session, created, authorized, succeeded] = await Promise.all([
    merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/' }),
    pay({}),
    pay({ ...paid, capture_method: 'manual', confirm: true }),
    pay({ ...paid, confirm: true }),
  ]);
  const paymentId = succeeded.body.payment.id;
  return {
    session: session.body.checkout_session.id,
    token: session.body.checkout_session.token,
    created: created.body.payment.id,
    authorized: authorized.body.payment.id,
    succeeded: paymentId,
    dispute: await disputeOf(merchant),
    ...(await webhookOf(merchant)),
    refund: (await merchant.createRefund(paymentId, { amount: 1 })).body.refund.id,
  };
};

/** As `world`, but nothing of it is there: well-formed names of nobody. */
export const nowhere = (world: World): World => {
  const changed = (id: string): string => `${id.slice(0, -4)}${id.endsWith('zzzz') ? 'yyyy' : 'zzzz'}`;
  return Object.fromEntries(Object.entries(world).map(([name, id]) => [name, changed(String(id))])) as unknown as World;
};

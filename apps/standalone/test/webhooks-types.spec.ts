import { randomBytes } from 'node:crypto';
import { webhookEventTypes } from '@counterfoil/contracts';
import { answerChallenge, assertDocumentedEvent, card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { webhookFaults } from './webhooks/documented-webhook.ts';
import { startReceiver, type Received, type Receiver } from './webhooks/receiver.ts';
import { toldBetweenServices } from './webhooks/told-between-services.ts';

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const RETURN_URL = 'https://shop.example/thanks';
const WITH_SESSION = { ...AMOUNT, return_url: RETURN_URL };

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

beforeAll(async () => {
  running = await runProduct({ WEBHOOK_ALLOW_LOOPBACK: '1', TEST_CLOCK: '1', PROVIDER_TIMEOUT_MS: '400' });
  webhooks = webhookClient(running.merchant);
  receiver = await startReceiver();
  await webhooks.endpoint({ url: receiver.url });
});
afterAll(async () => {
  await running.stop();
  await receiver.close();
});
afterEach(() => running.provider.clearFaults());

const toldOf = (paymentId: string): readonly Received[] =>
  receiver.received
    .filter(({ event }) => event.paymentId === paymentId)
    .toSorted((one, other) => Number(one.event.sequence) - Number(other.event.sequence));

/** What a payment's events are, in their order, once all that the merchant may read of has arrived and `last` is the last. */
const storyOf = async (paymentId: string, last: string): Promise<readonly string[]> => {
  await eventually(
    async () => {
      const { data } = (await webhooks.events(`payment=${paymentId}&limit=100`)).body;
      const told = toldOf(paymentId).map(({ event }) => event);
      expect(told).toEqual(data.toReversed());
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1));
      return told.at(-1)?.type === last;
    },
    {
      describe: `${last} as the last of ${toldOf(paymentId)
        .map(({ event }) => event.type)
        .join()}`,
    },
  );
  return toldOf(paymentId).map(({ event }) => event.type);
};

const pay = async (number: string, more: object = {}) => {
  const body = { ...AMOUNT, confirm: true, payment_method: card(number), ...more };
  return (await running.merchant.createPayment(body)).body.payment.id;
};

const advance = async (seconds: number): Promise<void> => {
  const { status, text } = await running.merchant.advanceClock(seconds);
  if (status !== 200) throw new Error(text);
};

const openSession = async (more: object = {}) =>
  (await running.merchant.createSession({ ...WITH_SESSION, ...more })).body.checkout_session;

const BEGIN = ['payment.created', 'payment.processing', 'charge.created'];
const OPEN = ['checkout_session.created', 'payment.created'];
const CONFIRM = ['checkout_session.confirmed', 'payment.processing', 'charge.created'];

describe('a payment without a session tells', () => {
  it('its success, captured at once', async () => {
    const id = await pay(cards.visa);
    expect(await storyOf(id, 'payment.succeeded')).toEqual([...BEGIN, 'charge.succeeded', 'payment.succeeded']);
  });

  it('a capture, and then its success', async () => {
    const id = await pay(cards.visa, { capture_method: 'manual' });
    await running.merchant.capturePayment(id, { amount: 9_000 });
    expect(await storyOf(id, 'payment.succeeded')).toEqual([
      ...[...BEGIN, 'charge.authorized', 'payment.authorized'],
      ...['payment.captured', 'payment.succeeded'],
    ]);
  });

  it('a capture that fails, and that it is cancelled', async () => {
    const id = await pay(cards.captureFails, { capture_method: 'manual' });
    expect((await running.merchant.capturePayment(id)).status).toBe(409);
    await running.merchant.cancelPayment(id);
    expect(await storyOf(id, 'payment.cancelled')).toEqual([
      ...[...BEGIN, 'charge.authorized', 'payment.authorized'],
      ...['payment.capture_failed', 'payment.cancelled'],
    ]);
  });

  it('a decline, another card that is asked for, and its failure once no attempts are left', async () => {
    const id = await pay(cards.declined, { max_attempts: 2 });
    await running.merchant.confirmPayment(id, { payment_method: card(cards.lost) });
    expect(await storyOf(id, 'payment.failed')).toEqual([
      ...[...BEGIN, 'charge.declined', 'payment.requires_payment_method'],
      ...['payment.processing', 'charge.created', 'charge.declined', 'payment.failed'],
    ]);
  });

  it('a charge that fails at one provider and succeeds at the next', async () => {
    await running.provider.addFault({ fault: 'rate_limited', operation: 'authorize', times: 1, delay_ms: 1_000 });
    const id = await pay(cards.visa);
    expect(await storyOf(id, 'payment.succeeded')).toEqual([
      ...[...BEGIN, 'charge.failed', 'charge.created', 'charge.succeeded', 'payment.succeeded'],
    ]);
    await advance(60);
  });

  it('a charge whose outcome is unknown, until it is known', async () => {
    await running.provider.addFault({ fault: 'no_callback', operation: 'authorize', times: 1 });
    const id = await pay(cards.silentCharged);
    await eventually(() => toldOf(id).some(({ event }) => event.type === 'charge.unknown'));
    await advance(1_000);
    expect(await storyOf(id, 'payment.succeeded')).toEqual([
      ...[...BEGIN, 'charge.unknown', 'charge.succeeded', 'payment.succeeded'],
    ]);
  });

  it('a refund that succeeds, and one that fails', async () => {
    const id = await pay(cards.visa);
    await running.merchant.createRefund(id, { amount: 1_000 });
    await running.provider.addFault({ fault: 'rate_limited', operation: 'refund', times: 1, delay_ms: 1_000 });
    await running.merchant.createRefund(id, { amount: 2_000 });
    expect(await storyOf(id, 'refund.failed')).toEqual([
      ...[...BEGIN, 'charge.succeeded', 'payment.succeeded'],
      ...['refund.created', 'refund.succeeded', 'refund.created', 'refund.failed'],
    ]);
    await advance(60);
  });

  it.each(['won', 'lost'] as const)('a dispute that is opened and %s', async outcome => {
    const id = await pay(cards.disputed);
    await advance(60);
    await eventually(async () => (await running.merchant.listDisputes({ payment: id })).body.data.length === 1);
    const charge = (await running.merchant.charges(id)).body.data[0]!.id;
    await running.provider.decideDispute((await running.provider.disputes(charge))[0]!.id, outcome);
    expect(await storyOf(id, `dispute.${outcome}`)).toEqual([
      ...[...BEGIN, 'charge.succeeded', 'payment.succeeded', 'dispute.opened', `dispute.${outcome}`],
    ]);
  });
});

describe('a payment with a session tells', () => {
  it('a challenge of its payer, and that both are done', async () => {
    const { token, payment_id: id } = await openSession();
    const { body } = await running.payer.confirm(token, { payment_method: card(cards.challenge) });
    await answerChallenge(body.confirmResult.paymentNextAction!.redirect_user_to_url.url, 'Complete');
    expect(await storyOf(id, 'checkout_session.completed')).toEqual([
      ...[...OPEN, ...CONFIRM, 'payment.requires_action', 'charge.succeeded', 'payment.succeeded'],
      'checkout_session.completed',
    ]);
  });

  it('that both fail once no attempts are left', async () => {
    const { token, payment_id: id } = await openSession({ max_attempts: 1 });
    await running.payer.confirm(token, { payment_method: card(cards.declined) });
    expect(await storyOf(id, 'checkout_session.failed')).toEqual([
      ...[...OPEN, ...CONFIRM, 'charge.declined', 'payment.failed', 'checkout_session.failed'],
    ]);
  });

  it('that both are cancelled', async () => {
    const { id: session, payment_id: id } = await openSession();
    await running.merchant.cancelSession(session);
    expect(await storyOf(id, 'payment.cancelled')).toEqual([
      ...OPEN,
      'checkout_session.cancelled',
      'payment.cancelled',
    ]);
  });

  it('that the session expires, and its payment with it', async () => {
    const { payment_id: id } = await openSession({ expires_in: 60 });
    await advance(61);
    expect(await storyOf(id, 'payment.cancelled')).toEqual([...OPEN, 'checkout_session.expired', 'payment.cancelled']);
  });
});

describe('what is told', () => {
  it('was of every type that there is', () => {
    const types = new Set(receiver.received.map(({ event }) => event.type));
    expect(webhookEventTypes.filter(type => !types.has(type))).toEqual([]);
  });

  it('is what the OpenAPI document says of each webhook, headers and body', async () => {
    const endpoint = await webhooks.endpoint({ url: receiver.url, event_types: ['webhook_endpoint.test'] });
    await webhooks.test(endpoint.id);
    await eventually(() => receiver.received.some(({ event }) => event.type === 'webhook_endpoint.test'));
    expect(receiver.received.flatMap(webhookFaults)).toEqual([]);
  });

  it('follows from public events that are what the AsyncAPI document says', async () => {
    const told = await toldBetweenServices(running.database);
    const nameOf = (type: string): string => type.replace(/^io\.counterfoil\.(.*)\.v1$/, '$1');
    for (const { type, data } of told) assertDocumentedEvent(nameOf(type), data);
    const types = new Set(told.map(({ type }) => nameOf(type)));
    const services = ['payment.capture_requested', 'charge.captured', 'charge.capture_failed', 'charge.refunded'];
    expect([...webhookEventTypes, ...services].filter(type => !types.has(type))).toEqual([]);
  });

  it('holds the one resource that its type begins with, with the very members that a GET shows', async () => {
    const { charges, refunds, getPayment, getSession } = running.merchant;
    const session = await openSession();
    const { payment_id: id } = session;
    await running.payer.confirm(session.token, { payment_method: card(cards.visa) });
    await storyOf(id, 'checkout_session.completed');
    // The session's own; a GET adds its payment.
    const { payment: _, payment_status: __, ...shown } = (await getSession(session.id)).body.checkout_session;
    const asShown = {
      checkout_session: shown,
      payment: (await getPayment(id)).body.payment,
      charge: (await charges(id)).body.data[0],
    };
    const lastOf = (name: string) =>
      toldOf(id).findLast(({ event }) => event.type.startsWith(`${name}.`))?.event.data[name];
    for (const [name, resource] of Object.entries(asShown)) expect([name, lastOf(name)]).toEqual([name, resource]);
    await running.merchant.createRefund(id, { amount: 1_000 });
    await storyOf(id, 'refund.succeeded');
    expect(lastOf('refund')).toEqual((await refunds(id)).body.data[0]);
    for (const { event, text } of receiver.received) {
      expect(Object.keys(event.data)).toEqual([event.type.slice(0, event.type.indexOf('.'))]);
      expect(text).not.toMatch(/"token"|confirmation_id|operation_id|is_last|4242424242424242/);
    }
  });

  it('has the trace of the request that caused it, to the last event of that request', async () => {
    const [creating, refunding] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    const traced = (trace: string) => ({ traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01` });
    const created = await running.merchant.call<{ payment: { id: string } }>('POST', '/v1/payments', {
      body: { ...AMOUNT, confirm: true, payment_method: card(cards.visa) },
      headers: traced(creating),
    });
    const { id } = created.body.payment;
    await running.merchant.call('POST', `/v1/payments/${id}/refunds`, { body: {}, headers: traced(refunding) });
    const types = await storyOf(id, 'refund.succeeded');
    const traces = toldOf(id).map(({ event }) => event.trace_id);
    expect(traces).toEqual(types.map(type => (type.startsWith('refund.') ? refunding : creating)));
  });

  it('has its tries in the payment’s timeline, each after the event that it tells', async () => {
    const id = await pay(cards.visa);
    const types = await storyOf(id, 'payment.succeeded');
    const { id: event } = toldOf(id).at(-1)!;
    await eventually(async () => {
      const { data } = (await running.merchant.timeline(id, { limit: 100 })).body;
      const tries = data.filter(({ type }) => type === 'WebhookDeliveryAttempted');
      return tries.length === types.length && tries.some(({ data: { eventId } }) => eventId === event);
    });
    const { data } = (await running.merchant.timeline(id, { limit: 100 })).body;
    const place = (type: string): number => data.findIndex(entry => entry.type === type);
    expect(place('PaymentSucceeded')).toBeLessThan(data.findIndex(entry => entry.data['eventId'] === event));
    expect(data.map(({ position }) => BigInt(position))).toEqual(
      data.map(({ position }) => BigInt(position)).sort((one, other) => (one < other ? -1 : 1)),
    );
  });
});

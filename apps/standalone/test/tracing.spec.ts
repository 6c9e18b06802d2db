import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { answerChallenge, card, cards, eventually, startOtlpCollectorDouble } from '@counterfoil/testing';
import type { CollectedSpan, OtlpCollectorDouble } from '@counterfoil/testing';
import { linesOf } from './starting.ts';
import { runProduct, type RunningProduct } from './running-product.ts';
import { webhookClient } from './webhooks/client.ts';
import { startReceiver, type Receiver } from './webhooks/receiver.ts';
import { toldBetweenServices } from './webhooks/told-between-services.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${CALLER}-01`;
const paid = { amount: 12_500, currency: 'EUR', payment_method: card(cards.visa), confirm: true };

/** Spans come once a second. */
const PATIENTLY = { timeoutMs: 30_000 };

let collector: OtlpCollectorDouble;
let running: RunningProduct;
let receiver: Receiver;

beforeAll(async () => {
  collector = await startOtlpCollectorDouble();
  running = await runProduct({
    LOG_LEVEL: 'info',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    TEST_CLOCK: '1',
    WEBHOOK_ALLOW_LOOPBACK: '1',
  });
  receiver = await startReceiver();
  await webhookClient(running.merchant).endpoint({ url: receiver.url });
});

afterAll(async () => {
  await running.stop();
  await receiver.close();
  await collector.close();
});

const spansOf = (traceId: string): readonly CollectedSpan[] => collector.spans.filter(span => span.traceId === traceId);

/** Spans below none that the collector has, besides the requests; one that is going on is told when it ends. */
const strays = (): readonly CollectedSpan[] => {
  const known = new Set(collector.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  return collector.spans.filter(
    ({ traceId, parentSpanId, kind }) => kind !== 'server' && !known.has(`${traceId} ${parentSpanId}`),
  );
};

/** Resolves once the deliveries of all webhooks are recorded, their spans are told, and everything is below something. */
const untilWhole = async (): Promise<void> => {
  const tries = () => collector.spans.filter(({ name }) => name === 'append WebhookDeliveryAttempted').length;
  await eventually(() => tries() > 0 && tries() === receiver.received.length, {
    ...PATIENTLY,
    describe: 'the spans of every delivery',
  });
  await eventually(() => strays().length === 0, PATIENTLY).catch(() => {
    // Told by whoever it was.
    expect(strays()).toEqual([]);
  });
};

describe('the trace of a payment', () => {
  it('has one id in the answer, the events, the messages between services, the webhooks and every span', async () => {
    const { headers, body } = await running.merchant.call<{ payment: { id: string } }>('POST', '/v1/payments', {
      body: paid,
      headers: { traceparent, tracestate: 'shop=1' },
    });
    const { id } = body.payment;
    await eventually(() => receiver.received.some(({ event }) => event.type === 'payment.succeeded'), PATIENTLY);
    await untilWhole();
    const spans = spansOf(TRACE);
    expect(headers.get('traceparent')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));

    const timeline = (await running.merchant.timeline(id, { limit: 100 })).body.data;
    expect(new Set(timeline.map(entry => entry.correlation_id))).toEqual(new Set([TRACE]));

    const messages = (await toldBetweenServices(running.database)).map(event => event.traceparent.split('-'));
    expect(messages.length).toBeGreaterThan(3);
    const appends = spans.filter(({ name }) => name.startsWith('append ')).map(({ spanId }) => spanId);
    for (const [, traceId, spanId] of messages) {
      expect(traceId).toBe(TRACE);
      expect(appends).toContain(spanId);
    }

    const sent = spans.filter(({ attributes }) => attributes['server.port'] === Number(new URL(receiver.url).port));
    expect(receiver.received.map(webhook => webhook.headers['traceparent']).toSorted()).toEqual(
      sent.map(({ spanId }) => `00-${TRACE}-${spanId}-01`).toSorted(),
    );
    expect(receiver.received.map(({ event }) => event.trace_id)).toEqual(receiver.received.map(() => TRACE));
  });

  it('is one tree, from the request through the log, the services and the provider to the webhooks', async () => {
    await untilWhole();
    const spans = spansOf(TRACE);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(ids.size).toBe(spans.length);
    expect(spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toMatchObject([
      { name: 'POST /v1/payments', kind: 'server', parentSpanId: CALLER, traceState: 'shop=1' },
    ]);
    const said = new Set(spans.map(({ kind, name }) => `${kind} ${name}`));
    for (const step of [
      'internal append PaymentCreated',
      'consumer process io.counterfoil.payment.processing.v1',
      'internal append ChargeAttemptProcessing',
      'client POST',
      'consumer process io.counterfoil.charge.succeeded.v1',
      'internal append PaymentSucceeded',
      'internal append WebhookEventRecorded',
      'internal deliver webhook',
    ])
      expect([...said]).toContain(step);
  });

  it('is told in the log, with the span of the step that wrote the line', async () => {
    const request = spansOf(TRACE).find(({ kind }) => kind === 'server');
    const line = linesOf(running.product).json.find(({ trace_id }) => trace_id === TRACE);
    expect(line).toMatchObject({ msg: 'request', span_id: request?.spanId });
  });

  it('says who recorded it', () => {
    for (const { resource } of spansOf(TRACE))
      expect(resource).toEqual({
        'service.name': 'standalone',
        'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
        'service.instance.id': expect.any(String),
      });
  });

  it('is a tree for whatever else is asked, called back or comes due, and begins with a request', async () => {
    const { merchant, payer } = running;
    const base = { amount: 12_500, currency: 'EUR', return_url: 'https://shop.example/' };
    const session = (await merchant.createSession({ ...base, capture_method: 'manual' })).body.checkout_session;
    const confirmed = await payer.confirm(session.token, { payment_method: card(cards.challenge) });
    await answerChallenge(confirmed.body.confirmResult.paymentNextAction!.redirect_user_to_url.url, 'Complete');
    await merchant.capturePayment(session.payment_id, { amount: 9_000 });
    await merchant.createRefund(session.payment_id, { amount: 1_000 });
    await merchant.createPayment({ ...paid, payment_method: card(cards.disputed) });
    await eventually(async () => (await merchant.listDisputes()).body.data.length > 0, {
      ...PATIENTLY,
      describe: 'a dispute',
    });
    const left = (await merchant.createSession({ ...base, expires_in: 600 })).body.checkout_session;
    await merchant.advanceClock(3_600);
    const told = (type: string, id: string) =>
      receiver.received.some(({ event }) => event.type === type && event.paymentId === id);
    await eventually(() => told('refund.succeeded', session.payment_id), { ...PATIENTLY, describe: 'the refund' });
    await eventually(() => told('checkout_session.expired', left.payment_id), { ...PATIENTLY, describe: 'the expiry' });
    await untilWhole();
  });

  it('is told in the words of the conventions, or in our own', () => {
    const words = new Set<unknown>(Object.values(conventions));
    const names = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    const unknown = [...names].filter(name => !words.has(name) && !name.startsWith('counterfoil.'));
    expect(unknown).toEqual([]);
    expect(names.size).toBeGreaterThan(10);
  });
});

describe('a collector that hangs', () => {
  it('costs no payment anything, and no stop its end', async () => {
    collector.be('hang');
    const payments = Array.from({ length: 20 }, () => running.merchant.createPayment(paid));
    expect((await Promise.all(payments)).map(({ body }) => body.payment.status)).toEqual(
      Array.from(payments, () => 'SUCCEEDED'),
    );
    expect(await running.product.stop()).toBe(0);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { topics } from '@counterfoil/contracts';
import { type ReadMessage, readTopic } from '@counterfoil/messaging/topic-reader';
import { webhookClient } from '@counterfoil/standalone/test/webhooks/client';
import { type Received, startReceiver } from '@counterfoil/standalone/test/webhooks/receiver';
import { card, cards, type CollectedSpan, eventually, merchantClient } from '@counterfoil/testing';
import { startOtlpCollectorDouble, startProduct } from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';

process.env['DEPLOYMENT'] = 'services';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const KEY = 'sk_test_000000000000000000000000000000000039';

/** Processes on cores that others use too; spans come once a second. */
const START_MS = 180_000;
const PATIENTLY = { timeoutMs: 60_000 };

const HEARD = ['payment.processing', 'payment.succeeded', 'charge.succeeded'];

/** What all the world got to see of one payment. */
interface Seen {
  /** The header of the merchant's answer. */
  readonly answered: string | null;
  /** Of the events, by what they tell in the timeline. */
  readonly correlations: readonly string[];
  readonly messages: readonly Readonly<Record<string, string>>[];
  readonly webhooks: readonly Received[];
  /** Of the payment's trace. */
  readonly spans: readonly CollectedSpan[];
}

const headersOf = ({ headers = {} }: ReadMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** Spans below none of the others; one that is going on is told when it ends. */
const rootsOf = (spans: readonly CollectedSpan[]): readonly CollectedSpan[] => {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId));
};

/** One payment of a product that is many processes, watched at every place where it shows. */
const watchPayment = async (): Promise<Seen> => {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-one-trace-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }));
  const collector = await startOtlpCollectorDouble();
  stack.defer(() => collector.close());
  const receiver = await startReceiver();
  stack.defer(() => receiver.close());
  const product = await startProduct({
    ...{ DATA_DIR: dataDir, SANDBOX_API_KEY: KEY, INSTANCES: '1', WEBHOOK_ALLOW_LOOPBACK: '1' },
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  stack.defer(() => product.stop().then(() => undefined));
  const merchant = merchantClient(product.url, KEY);
  await webhookClient(merchant).endpoint({ url: receiver.url });

  const { headers, body } = await merchant.call<{ payment: { id: string } }>('POST', '/v1/payments', {
    body: { amount: 12_500, currency: 'EUR', payment_method: card(cards.visa), confirm: true },
    headers: { traceparent: `00-${TRACE}-${CALLER}-01` },
  });

  const { MESSAGING_URL = '' } = parseEnv(await readFile(join(dataDir, 'services.env'), 'utf8'));
  const brokers = MESSAGING_URL.replace('kafka://', '').split(',');
  const readers = await Promise.all(Object.values(topics).map(topic => readTopic(brokers, topic)));
  for (const reader of readers) stack.defer(() => reader.close());
  const messages = () => readers.flatMap(reader => reader.messages.map(headersOf));
  const spans = () => collector.spans.filter(({ traceId }) => traceId === TRACE);
  const told = () => spans().filter(({ name }) => name === 'append WebhookDeliveryAttempted').length;

  await eventually(() => receiver.received.some(({ event }) => event.type === 'payment.succeeded'), PATIENTLY);
  await eventually(
    () => HEARD.every(type => messages().some(({ ce_type: said }) => said === `io.counterfoil.${type}.v1`)),
    { ...PATIENTLY, describe: 'the messages on the topics' },
  );
  const isWhole = () => rootsOf(spans()).every(({ parentSpanId }) => parentSpanId === CALLER);
  // What is missing is told by the tests.
  await eventually(() => told() === receiver.received.length && isWhole(), PATIENTLY).catch(() => undefined);
  const timeline = (await merchant.timeline(body.payment.id, { limit: 100 })).body.data;
  return {
    answered: headers.get('traceparent'),
    correlations: timeline.map(entry => entry.correlation_id),
    messages: messages(),
    webhooks: [...receiver.received],
    spans: spans(),
  };
};

describeOnKafka('the trace of a payment over many processes', () => {
  let seen: Seen;

  beforeAll(async () => {
    seen = await watchPayment();
  }, START_MS);

  const idsOf = (isMeant: (span: CollectedSpan) => boolean): readonly string[] =>
    seen.spans.filter(isMeant).map(({ spanId }) => spanId);

  it('has one id in the answer, the events, the headers of the topics and the webhooks', () => {
    expect(seen.answered).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));

    expect(seen.correlations.length).toBeGreaterThan(3);
    expect(new Set(seen.correlations)).toEqual(new Set([TRACE]));

    expect(new Set(seen.messages.map(({ traceparent = '' }) => traceparent.split('-')[1]))).toEqual(new Set([TRACE]));

    expect(seen.webhooks.map(({ event }) => event.trace_id)).toEqual(seen.webhooks.map(() => TRACE));
    const sent = idsOf(({ kind, name, resource }) => {
      return kind === 'client' && name === 'POST' && resource['service.name'] === 'webhook-dispatcher';
    });
    expect(seen.webhooks.map(({ headers }) => headers['traceparent']).toSorted()).toEqual(
      sent.map(spanId => `00-${TRACE}-${spanId}-01`).toSorted(),
    );
  });

  it('tells in each message of the step that sent it, and of the append that it is about; its handlers are below that step', () => {
    const sends = idsOf(({ kind, name }) => kind === 'producer' && name.startsWith('send counterfoil.'));
    const appends = idsOf(({ name }) => name.startsWith('append '));
    for (const message of seen.messages) {
      expect(sends.map(spanId => `00-${TRACE}-${spanId}-01`)).toContain(message['traceparent']);
      expect(appends.map(spanId => `00-${TRACE}-${spanId}-01`)).toContain(message['ce_traceparent']);
    }
    expect(new Set(seen.messages.map(message => message['traceparent'])).size).toBe(seen.messages.length);
    // What records webhooks needs an order over all topics, and reads the log (docs/adr/0036).
    const handlings = seen.spans.filter(
      ({ name, attributes }) =>
        name.startsWith('process io.counterfoil.') &&
        attributes['messaging.consumer.group.name'] !== 'webhook.recording',
    );
    expect(handlings.length).toBeGreaterThan(1);
    expect(handlings.filter(({ parentSpanId = '' }) => !sends.includes(parentSpanId))).toEqual([]);
  });

  it('is one tree over the processes, from the merchant’s request at the gateway to the webhooks', () => {
    expect(new Set(idsOf(() => true)).size).toBe(seen.spans.length);
    expect(rootsOf(seen.spans)).toMatchObject([
      { name: 'POST /v1/payments', kind: 'server', parentSpanId: CALLER, resource: { 'service.name': 'gateway' } },
    ]);
    const steps = new Set(seen.spans.map(({ kind, name, resource }) => `${resource['service.name']}: ${kind} ${name}`));
    expect([...steps]).toEqual(
      expect.arrayContaining([
        'gateway: client POST',
        'payment: server POST /v1/payments',
        'payment: internal append PaymentConfirmed',
        `payment: producer send ${topics.payment}`,
        'charge-attempt: consumer process io.counterfoil.payment.processing.v1',
        'charge-attempt: internal append ChargeAttemptProcessing',
        'charge-attempt: client POST',
        'payment: consumer process io.counterfoil.charge.succeeded.v1',
        'payment: internal append PaymentSucceeded',
        'webhook-dispatcher: internal append WebhookEventRecorded',
        'webhook-dispatcher: internal deliver webhook',
        'webhook-dispatcher: client POST',
      ]),
    );
  });
});

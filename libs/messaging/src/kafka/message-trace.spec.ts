import { currentWork } from '@counterfoil/platform';
import { createLogger } from '@counterfoil/platform/logging';
import { startTracing, type Tracing } from '@counterfoil/platform/tracing';
import { startOtlpCollectorDouble, type OtlpCollectorDouble } from '@counterfoil/testing';
import type { Message } from 'kafkajs';
import { inTraceOf, sendInTraces } from './message-trace.ts';

const TOPIC = 'counterfoil.payment.v1';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const APPEND = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${APPEND}-01`;
const message = { value: '{}', headers: { ce_id: 'evt_1', ce_traceparent: traceparent, traceparent } };

let collector: OtlpCollectorDouble;
let tracing: Tracing;

const start = async (endpoint: string | null): Promise<void> => {
  tracing = await startTracing({ endpoint, service: 'payment', log: createLogger('silent') });
};

beforeEach(async () => {
  collector = await startOtlpCollectorDouble();
});

afterEach(async () => {
  await tracing.stop();
  await collector.close();
});

const sent = async (messages: readonly Message[]): Promise<readonly Message[]> => {
  let published: readonly Message[] = [];
  await sendInTraces(TOPIC, messages, async traced => void (published = traced));
  return published;
};

describe('a message on a topic', () => {
  it('is sent as a step below its append: whoever handles it is below that, and the event in it tells of the append', async () => {
    await start(collector.url);
    const [published] = await sent([message]);
    const handled = inTraceOf(published as typeof message & { headers: object }, currentWork);
    await tracing.stop();
    expect(collector.spans).toMatchObject([
      { traceId, parentSpanId: APPEND, kind: 'producer', name: `send ${TOPIC}`, failed: false },
    ]);
    const [{ spanId } = { spanId: '' }] = collector.spans;
    expect(handled).toMatchObject({ traceId, spanId });
    expect(published?.headers).toEqual({ ...message.headers, traceparent: `00-${traceId}-${spanId}-01` });
  });

  it('that the broker does not take is a step that failed, for each of its batch', async () => {
    await start(collector.url);
    const refusing = sendInTraces(TOPIC, [message, message], () => Promise.reject(new TypeError('no broker')));
    await expect(refusing).rejects.toThrow('no broker');
    await tracing.stop();
    expect(collector.spans.map(({ failed, attributes }) => [failed, attributes['error.type']])).toEqual([
      [true, 'TypeError'],
      [true, 'TypeError'],
    ]);
  });

  it('goes as it is when nobody records, or it has no trace', async () => {
    await start(null);
    expect(await sent([message, { value: '' }])).toEqual([message, { value: '' }]);
    expect(inTraceOf({ headers: {} }, currentWork)).toBeUndefined();
  });
});

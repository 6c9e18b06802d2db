import { eventually, freePort, startOtlpCollectorDouble } from '@counterfoil/testing';
import type { OtlpCollectorDouble } from '@counterfoil/testing';
import { currentWork, during, traceHeaders } from '../current-work.ts';
import { createLogger } from '../logging/logger.ts';
import { callSpan } from './call-span.ts';
import type { Tracing } from './otlp.ts';
import { openSpan, traced } from './span.ts';
import { startTracing } from './start-tracing.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const CARD = '4242424242424242';

let collector: OtlpCollectorDouble;
let tracing: Tracing;
let lines: Record<string, unknown>[];

const start = async (endpoint: string | null = collector.url, share = 1): Promise<void> => {
  const log = createLogger('info', { write: line => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  tracing = await startTracing({ endpoint, service: 'payment', share, log });
};

beforeEach(async () => {
  lines = [];
  collector = await startOtlpCollectorDouble();
});

afterEach(async () => {
  await tracing.stop();
  await collector.close();
});

const step = (name: string) => ({ name, kind: 'internal' as const });
const work = async (): Promise<string> => 'done';
/** As many steps of one trace, one after the other. */
const steps = (count: number): void =>
  during({ traceId }, () => {
    for (let at = 0; at < count; at += 1) openSpan(step(`step ${at}`))?.end();
  });

describe('a step of a trace', () => {
  it('is below the step that it is a part of, whatever is awaited between them', async () => {
    await start();
    await traced({ ...step('request'), parent: { traceId } }, async () => {
      await new Promise(setImmediate);
      await Promise.all([traced(step('one'), work), traced(step('other'), work)]);
    });
    await tracing.stop();
    const request = collector.spans.find(({ name }) => name === 'request');
    expect(request).toMatchObject({ traceId, failed: false });
    expect(request?.parentSpanId).toBeUndefined();
    const below = collector.spans.filter(({ name }) => name !== 'request');
    expect(below.map(span => [span.traceId, span.parentSpanId])).toEqual([
      [traceId, request?.spanId],
      [traceId, request?.spanId],
    ]);
  });

  it('bears the span id that it is given, and tells whoever is called, with what others added to the trace', async () => {
    await start();
    const spanId = '00f067aa0ba902b7';
    const parent = { traceId, spanId: '1111111111111111', tracestate: 'shop=1' };
    const headers = await traced({ ...step('append'), spanId, parent }, async () => traceHeaders());
    await tracing.stop();
    expect(headers).toEqual({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'shop=1' });
    expect(collector.spans).toMatchObject([{ spanId, parentSpanId: '1111111111111111', traceState: 'shop=1' }]);
  });

  it('fails as its work does, with a code and no message', async () => {
    await start();
    const error = Object.assign(new Error(`no ${CARD}`), { code: 'ECONNREFUSED' });
    const failing = traced(
      { ...callSpan('POST', `https://psp.example/cards/${CARD}?key=1`), parent: { traceId } },
      () => Promise.reject(error),
    );
    await expect(failing).rejects.toBe(error);
    await tracing.stop();
    expect(collector.spans).toMatchObject([{ name: 'POST', kind: 'client', failed: true }]);
    expect(collector.spans[0]?.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': 'psp.example',
      'server.port': 443,
      'error.type': 'ECONNREFUSED',
    });
  });

  it('tells no card number and no key, whatever its names and values are made of', async () => {
    await start();
    const attributes = { 'counterfoil.stream.id': CARD };
    await traced({ ...step(`pay with ${CARD}`), attributes, parent: { traceId } }, async span => {
      span.set({ 'counterfoil.command.outcome': 'Bearer sk_test_abcdefghijklmnopqrstuvwx' });
      span.fail(`no ${CARD}`);
    });
    await tracing.stop();
    expect(collector.spans[0]?.name).toBe('pay with [redacted]');
    expect(collector.bodies.join()).not.toMatch(/4242|sk_test/);
  });

  it.each([true, false])(
    'of another trace tells nothing that others added to the one around it (recorded: %j)',
    async isOn => {
      await start(isOn ? collector.url : null);
      const around = { traceId: 'f'.repeat(32), spanId: '1'.repeat(16), tracestate: 'vendor=1' };
      const plan = { ...step('deliver'), parent: { traceId } };
      const headers = await during(around, () => traced(plan, async () => traceHeaders()));
      expect(Object.keys(headers)).toEqual(['traceparent']);
      expect(headers['traceparent']).toContain(traceId);
    },
  );

  it.each([undefined, null, 'no'])('fails with what its work failed with, be that %j', async thrown => {
    await start();
    const failing = traced({ ...step('odd'), parent: { traceId } }, async () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what others throw may be anything
      throw thrown;
    });
    expect(await failing.catch((error: unknown) => [error])).toEqual([thrown]);
    await tracing.stop();
    expect(collector.spans).toMatchObject([{ failed: true }]);
  });

  it('is recorded or not by its trace’s id, alike in every process, and says so to whoever is called', async () => {
    await start(collector.url, 0);
    const headers = await traced({ ...step('request'), parent: { traceId } }, async () => traceHeaders());
    await tracing.stop();
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(collector.spans).toEqual([]);
  });

  it('outside of any trace is no step at all', async () => {
    await start();
    expect(await traced(step('alone'), work)).toBe('done');
    await tracing.stop();
    expect(collector.spans).toEqual([]);
  });
});

describe('without a collector', () => {
  it('work is done as it is, in its trace', async () => {
    await start(null);
    const result = work();
    expect(traced(step('command'), () => result)).toBe(result);
    expect(openSpan({ ...step('command'), parent: { traceId } })).toBeUndefined();
    const inTrace = await traced({ ...step('message'), parent: { traceId } }, async () => currentWork());
    expect(inTrace).toEqual({ traceId });
  });
});

describe('a collector', () => {
  it('that is not there costs its spans, two lines in the log, and nothing else', async () => {
    await start(`http://127.0.0.1:${await freePort()}`);
    steps(2_000);
    await eventually(() => lines.length > 0, { timeoutMs: 15_000, describe: 'a word in the log' });
    steps(2_000);
    await tracing.stop();
    expect(lines).toMatchObject([{ level: 'warn', msg: 'the collector takes no spans: they are lost meanwhile' }]);
  }, 30_000);

  it('that hangs keeps no more than so many waiting, and no stop from ending', async () => {
    collector.be('hang');
    await start();
    steps(100_000);
    await eventually(() => collector.requests() > 0);
    const stopping = tracing.stop().then(() => 'stopped');
    expect(await stopping).toBe('stopped');
    expect(collector.requests()).toBeLessThan(20);
  });

  it('that comes back is told what happens from then on', async () => {
    collector.be('refuse');
    await start();
    steps(1);
    await eventually(() => lines.length === 1, { timeoutMs: 15_000, describe: 'a word of the refusal' });
    collector.be('take');
    steps(1);
    await eventually(() => lines.length === 2, { timeoutMs: 15_000, describe: 'a word of the recovery' });
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the collector takes no spans: they are lost meanwhile',
      'the collector takes spans again',
    ]);
  }, 40_000);
});

import { parseTrace, spanIdOf, traceparentOf } from './trace-place.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const valid = `00-${traceId}-${spanId}-01`;

describe('the trace of a request', () => {
  it.each([
    [valid, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`00-${traceId}-${spanId}-03`, true],
    [`cc-${traceId}-${spanId}-01-later`, true],
  ])('goes on from %s', (traceparent, isSampled) => {
    expect(parseTrace(traceparent)).toEqual({ traceId, spanId, isSampled, tracestate: undefined });
  });

  it.each([
    undefined,
    '',
    [valid, valid],
    `${valid}-more`,
    `${valid}-`,
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}`,
  ])('begins anew without a valid traceparent: %j', traceparent => {
    expect(parseTrace(traceparent, 'vendor=1')).toBeUndefined();
  });

  it('keeps what others along it add, when that is no longer than W3C asks for', () => {
    expect(parseTrace(valid, 'vendor=1,other=2')?.tracestate).toBe('vendor=1,other=2');
    expect(parseTrace(valid, `vendor=${'1'.repeat(512)}`)?.tracestate).toBeUndefined();
  });
});

describe('the place of a step', () => {
  it('is told as a traceparent, with its own span or one that nobody records', () => {
    expect(traceparentOf({ traceId, spanId })).toBe(valid);
    expect(traceparentOf({ traceId, spanId, isSampled: false })).toBe(`00-${traceId}-${spanId}-00`);
    const [one, other] = [traceparentOf({ traceId }), traceparentOf({ traceId })];
    expect(one).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(one).not.toBe(other);
  });

  it('follows, for an append, from the id of the event', () => {
    expect(spanIdOf('6c1d8a4e-2f57-5b0a-9a53-0c0f6e1b7d42')).toBe('6c1d8a4e2f575b0a');
  });
});

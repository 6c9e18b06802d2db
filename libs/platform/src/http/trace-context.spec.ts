import { traceOf } from './trace-context.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('the trace of a request', () => {
  it.each([
    [`00-${trace}-${span}-01`, '01'],
    [`00-${trace}-${span}-00`, '00'],
    [`00-${trace}-${span}-03`, '01'],
    [`cc-${trace}-${span}-01-later`, '01'],
  ])('goes on from %s', (traceparent, flags) => {
    const continued = traceOf(traceparent);
    expect(continued.traceId).toBe(trace);
    expect(continued.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-${flags}$`));
    expect(continued.traceparent).not.toContain(span);
  });

  it.each([
    undefined,
    '',
    [`00-${trace}-${span}-01`, `00-${trace}-${span}-01`],
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-01-`,
    `ff-${trace}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}`,
  ])('begins anew without a valid traceparent: %j', traceparent => {
    const begun = traceOf(traceparent);
    expect(begun.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(begun.traceId).not.toBe(trace);
    expect(begun.traceparent).toMatch(new RegExp(`^00-${begun.traceId}-[0-9a-f]{16}-01$`));
  });
});

import { retryAfterMs } from './retry-after.ts';

const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
const now = Date.parse('2026-11-21T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Sat, 21 Nov 2026 10:02:00 GMT', 120_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['Tue, 31 Feb 2026 25:00:00 GMT', null],
    ['2026-11-21T10:02:00Z', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['9'.repeat(400), Infinity],
    [' 7 ', 7_000],
    ['', null],
    [undefined, null],
  ])('of %j means %j milliseconds', (value, wait) => {
    expect(retryAfterMs(value, date, now)).toBe(wait);
  });

  it('is measured from the answer’s own date, and from ours when it has none that can be read', () => {
    const until = 'Sat, 21 Nov 2026 12:01:00 GMT';
    expect(retryAfterMs(until, date, now)).toBe(121 * 60_000);
    expect(retryAfterMs(until, undefined, now)).toBe(60_000);
    expect(retryAfterMs(until, 'yesterday', now)).toBe(60_000);
    expect(retryAfterMs(until, undefined, null)).toBeNull();
  });
});

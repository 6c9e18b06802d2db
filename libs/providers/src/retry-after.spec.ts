import { retryAfterOf } from './retry-after.ts';

const DATE = 'Sat, 21 Nov 2026 10:00:00 GMT';

it.each([
  ['7', 7_000],
  ['0', 0],
  ['86401', 86_400_000],
  ['9'.repeat(400), 86_400_000],
  ['Sat, 21 Nov 2026 10:02:00 GMT', 120_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['Sat, 21 Nov 2099 10:00:00 GMT', 86_400_000],
  ['soon', null],
  ['-1', null],
  ['', null],
])('Retry-After: %s asks for %p ms', (asked, wait) => {
  expect(retryAfterOf(429, { 'retry-after': asked, date: DATE })).toBe(wait);
  expect(retryAfterOf(503, { 'retry-after': asked, date: DATE })).toBe(wait);
});

it('Retry-After means nothing with other answers, nor a date by a clock that is not told', () => {
  expect(retryAfterOf(500, { 'retry-after': '7' })).toBeNull();
  expect(retryAfterOf(200, { 'retry-after': '7' })).toBeNull();
  expect(retryAfterOf(429, { 'retry-after': 'Sat, 21 Nov 2026 10:02:00 GMT' })).toBeNull();
  expect(retryAfterOf(429, {})).toBeNull();
});

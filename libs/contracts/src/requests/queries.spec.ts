import { listPaymentsQuery } from './list-queries.ts';
import { pageQuery } from './page-query.ts';
import { getPaymentQuery } from './time-query.ts';

describe('the query of a page', () => {
  it('is 20 entries from the start unless it says otherwise', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 20 });
    expect(pageQuery.parse({ limit: '100', cursor: 'abc' })).toEqual({ limit: 100, cursor: 'abc' });
  });

  it.each(['0', '101', '', ' 5', '+5', '1e1', '0x10', '5.0', ['5'], '9'.repeat(400)])('has no limit %j', limit => {
    expect(pageQuery.safeParse({ limit }).success).toBe(false);
  });
});

describe('a time in a query', () => {
  const parsed = (created_after: unknown) => listPaymentsQuery.parse({ created_after }).created_after?.toISOString();

  it.each([
    ['2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:00.5+02:00', '2026-11-21T08:00:00.500Z'],
    ['2026-11-21T10:00:00 02:00', '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T10:00:00-02:00', '2026-11-21T12:00:00.000Z'],
  ])('may be %s', (given, meant) => expect(parsed(given)).toBe(meant));

  it.each(['2026-11-21', '2026-11-21T10:00:00', '1795255200', '2026-02-29T00:00:00Z', '', ['2026-11-21T10:00:00Z']])(
    'may not be %j',
    given => expect(() => parsed(given)).toThrow(),
  );
});

describe('the moment that a payment is read as of', () => {
  const parsed = (as_of: unknown) => getPaymentQuery.parse({ as_of }).as_of;

  it('is a position, a time or not given', () => {
    expect(parsed('1207')).toEqual({ position: 1207n });
    expect(parsed('2026-11-21T10:00:00 02:00')).toEqual({ time: new Date('2026-11-21T08:00:00Z') });
    expect(parsed(undefined)).toBeUndefined();
  });

  it.each(['', '-1', '1.5', 'now', '2026-11-21', '9'.repeat(19), ['1']])('is never %j', asOf => {
    expect(getPaymentQuery.safeParse({ as_of: asOf }).success).toBe(false);
  });
});

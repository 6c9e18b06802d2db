import fc from 'fast-check';
import { listCursor, pageOfRows } from './pages.ts';

describe('the cursor of a list', () => {
  const cursors = listCursor('payments', 'newest_first');

  it('leads back to the position that it was made of', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), position => {
        const cursor = cursors.encode(String(position));
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(cursors.decode(cursor)).toBe(String(position));
      }),
    );
  });

  it('is where the list starts when there is none', () => {
    expect(listCursor('charges', 'oldest_first').decode(undefined)).toBe('0');
    expect(cursors.decode(undefined)).toBe(String(2n ** 63n - 1n));
  });

  const made = (text: string): string => Buffer.from(text).toString('base64url');

  it.each([
    '',
    '1',
    'null',
    '%',
    "';--",
    'ü',
    made('12'),
    made('payments'),
    made('payments:'),
    made('payments:-1'),
    made('payments:1.5'),
    made('payments:1 or 1=1'),
    made('payments:1234567890123456789'),
    listCursor('refunds', 'newest_first').encode('12'),
  ])('that the list did not give is refused: %s', cursor => {
    expect(() => cursors.decode(cursor)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extras: { errors: [{ pointer: '/cursor', detail: expect.stringMatching(/next_cursor/) }] },
      }),
    );
  });
});

describe('a page of rows', () => {
  const page = (...rows: readonly string[]) => pageOfRows(rows, 2, row => `after ${row}`);

  it('says where the next one begins, when there is one', () => {
    expect(page('a', 'b', 'c')).toEqual({ data: ['a', 'b'], has_more: true, next_cursor: 'after b' });
    expect(page('a', 'b')).toEqual({ data: ['a', 'b'], has_more: false, next_cursor: null });
    expect(page()).toEqual({ data: [], has_more: false, next_cursor: null });
  });
});

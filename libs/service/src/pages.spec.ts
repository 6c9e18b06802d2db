import fc from 'fast-check';
import { pageOf, positionCursor } from './pages.ts';

describe('the cursor of a list', () => {
  it('leads back to the position that it was made of', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), position => {
        const cursor = positionCursor.encode(String(position));
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(positionCursor.decode(cursor ?? undefined)).toBe(String(position));
      }),
    );
  });

  it('is none for an empty page, and the beginning when there is none', () => {
    expect(positionCursor.encode(undefined)).toBeNull();
    expect(positionCursor.decode(undefined)).toBe('0');
  });

  it.each(['', '1', 'null', '%', 'LTE', 'MS41', 'MCBvciAxPTE', "';--", 'ü', 'MTIzNDU2Nzg5MDEyMzQ1Njc4OQ'])(
    'that we did not give is refused: %s',
    cursor => {
      expect(() => positionCursor.decode(cursor)).toThrow(
        expect.objectContaining({
          code: 'validation_failed',
          extras: { errors: [{ pointer: '/cursor', detail: expect.stringMatching(/next_cursor/) }] },
        }),
      );
    },
  );
});

describe('a page', () => {
  it('says where the next one begins, when there is one', () => {
    expect(pageOf(['a', 'b'], true, 'c2')).toEqual({ data: ['a', 'b'], has_more: true, next_cursor: 'c2' });
    expect(pageOf(['a'], false, 'c1')).toEqual({ data: ['a'], has_more: false, next_cursor: null });
    expect(pageOf([], false, null)).toEqual({ data: [], has_more: false, next_cursor: null });
  });
});

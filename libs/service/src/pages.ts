import type { Page } from '@counterfoil/contracts';
import { Problem } from '@counterfoil/platform';

/** Cursors of lists in log order: opaque to callers, a position to us. */
export const positionCursor = {
  encode: (position: string | undefined): string | null =>
    position === undefined ? null : Buffer.from(position).toString('base64url'),

  /** '0' without a cursor. @throws Problem validation_failed for one that we did not give */
  decode: (cursor: string | undefined): string => {
    const position = cursor === undefined ? '0' : Buffer.from(cursor, 'base64url').toString('latin1');
    if (/^\d{1,18}$/.test(position)) return position;
    throw new Problem('validation_failed', 'The cursor is not one of this list.', {
      errors: [{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer' }],
    });
  },
};

/** A list's answer; `cursor` is that of its last entry. */
export const pageOf = <Entry>(data: readonly Entry[], hasMore: boolean, cursor: string | null): Page<Entry> => ({
  data,
  has_more: hasMore,
  next_cursor: hasMore ? cursor : null,
});

import type { Page } from '@counterfoil/contracts';
import { Problem } from '@counterfoil/platform';

/** Before every position of a log, and behind. */
const START = { oldest_first: '0', newest_first: '9223372036854775807' } as const;

/** The cursors of one list in log order: opaque to callers, a position to us. Another list's cursor is none of it. */
export const listCursor = (list: string, order: keyof typeof START) => ({
  encode: (position: string): string => Buffer.from(`${list}:${position}`).toString('base64url'),

  /** Where the list starts, without a cursor. @throws Problem validation_failed for one that we did not give */
  decode: (cursor: string | undefined): string => {
    if (cursor === undefined) return START[order];
    const [name, position = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(':');
    if (name === list && /^\d{1,18}$/.test(position)) return position;
    throw new Problem('validation_failed', 'The cursor is not one of this list.', {
      errors: [{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer of this list' }],
    });
  },
});

/** A page of rows that were asked for with one more than `limit`; `cursorOf` a row leads to what comes after it. */
export const pageOfRows = <Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> => {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next_cursor = last && rows.length > limit ? cursorOf(last) : null;
  return { data, has_more: next_cursor !== null, next_cursor };
};

import { z } from 'zod';
import { text } from './text.ts';

/** A query parameter of digits; anything else is for `schema` to refuse. */
const digits = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(value => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), schema);

/** Of every list: at most `limit` entries after `cursor`, which is the `next_cursor` of an earlier answer. */
export const pageQuery = z.strictObject({
  limit: digits(z.int().min(1).max(100)).default(20).describe('Entries a page, at most; 20 unless given'),
  cursor: text(200).optional().describe('`next_cursor` of the page before'),
});

export type PageQuery = z.infer<typeof pageQuery>;

import { z } from 'zod';
import { text } from './text.ts';

/** Of every list: at most `limit` entries after `cursor`, which is the `next_cursor` of an earlier answer. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: text(200).optional(),
});

export type PageQuery = z.infer<typeof pageQuery>;

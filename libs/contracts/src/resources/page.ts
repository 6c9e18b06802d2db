import { z } from 'zod';

/** Which part of a list is asked for: at most `limit` entries after `cursor` (opaque; undefined: from the start). */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A list as api.md answers it. */
export interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** The schema of a `Page`. */
export const pageSchema = <Entry extends z.ZodType>(entry: Entry) =>
  z.strictObject({
    data: z.array(entry),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('The cursor of the next page; null on the last'),
  });

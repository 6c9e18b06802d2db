import { z } from 'zod';

/** A `+` that was not percent-encoded arrives as a blank, and no time has one. */
const withPlus = (value: unknown): unknown => (typeof value === 'string' ? value.replace(' ', '+') : value);

const isoTime = z.iso.datetime({ offset: true });

/** A time in a query, ISO 8601: in UTC (`Z`) or with an offset, with or without a fraction of a second. */
export const timeQuery = z.preprocess(
  withPlus,
  isoTime.transform(time => new Date(time)),
);

/** A moment of the past: a time, or a position of the log. */
export type AsOf = { readonly time: Date } | { readonly position: bigint };

const FORMS = 'must be an ISO 8601 time such as 2026-11-21T10:00:00.000Z, or a log position such as 1207';

/** A time (ISO 8601), or a log position as a string of digits. */
export const momentQuery = z.preprocess(
  withPlus,
  z
    .union([z.string().regex(/^\d{1,18}$/), isoTime], FORMS)
    .transform((given): AsOf => (/^\d+$/.test(given) ? { position: BigInt(given) } : { time: new Date(given) })),
);

/** `GET /v1/payments/:id`: as it stands, or as it stood at `as_of`, inclusive. */
export const getPaymentQuery = z.strictObject({
  as_of: momentQuery.optional().describe('A time (ISO 8601) or a log position, inclusive'),
});

export type GetPaymentQuery = z.infer<typeof getPaymentQuery>;

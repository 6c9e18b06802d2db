import { z } from 'zod';

/** ISO 8601 UTC with milliseconds. */
export const time = z.string();

/** What a merchant may set of an endpoint. */
export const endpointSettings = {
  url: z.string(),
  /** `*` is all. */
  eventTypes: z.array(z.string()).readonly(),
  description: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  /** Tries a second; null: no limit. */
  rateLimitPerS: z.int().min(1).nullable(),
  concurrency: z.int().min(1),
  /** A payment's events wait for the one before them. */
  ordered: z.boolean(),
  /** Whether the installation's ed25519 key signs too. */
  v1a: z.boolean(),
};

export type EndpointSettings = Readonly<z.infer<z.ZodObject<typeof endpointSettings>>>;

/** One end of a range of the log; null does not bound. */
export const moment = z
  .union([
    z.strictObject({ type: z.literal('time'), time: z.string() }),
    z.strictObject({ type: z.literal('position'), position: z.string() }),
  ])
  .nullable();

export type Moment = z.infer<typeof moment>;

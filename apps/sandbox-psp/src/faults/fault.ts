import { z } from 'zod';
import { OPERATIONS } from '../books/operation.ts';
import { PROVIDERS } from '../providers.ts';

const everywhere = { provider: z.enum(PROVIDERS).optional(), times: z.int().min(1).max(1_000_000) };
const calls = { ...everywhere, operation: z.enum([...OPERATIONS, 'status']).optional() };
/** News of disputes is sent without a call that could suffer in its place. */
const news = { ...everywhere, operation: z.enum([...OPERATIONS, 'status', 'dispute']).optional() };
const delay = z.int().min(0).max(3_600_000);

/** What `POST /control/faults` takes: which calls suffer, how often, and what. */
export const faultRequest = z.discriminatedUnion('fault', [
  z.strictObject({ ...calls, fault: z.enum(['delay_before', 'hang']), delay_ms: delay }),
  z.strictObject({ ...news, fault: z.literal('late_callback'), delay_ms: delay }),
  z.strictObject({
    ...news,
    fault: z.enum(['duplicate_callback', 'no_callback', 'reordered_callbacks']),
    delay_ms: delay.default(0),
  }),
  z.strictObject({
    ...calls,
    fault: z.enum([
      'drop_before',
      'drop_after',
      'error_before',
      'error_after',
      'malformed',
      'wrong_amount',
      'wrong_currency',
      'rate_limited',
    ]),
    delay_ms: delay.default(0),
  }),
  z.strictObject({
    ...everywhere,
    fault: z.literal('contradict'),
    operation: z.literal('authorize').default('authorize'),
    category: z.enum(['hard', 'soft']).default('hard'),
    delay_ms: delay.default(0),
  }),
]);

/** One scripted fault. */
export type Fault = z.infer<typeof faultRequest>;

/** What can suffer a fault: a call to the provider, or the news of a dispute. */
export type CallName = NonNullable<Fault['operation']>;

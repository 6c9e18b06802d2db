import { z } from 'zod';
import { OPERATIONS } from '../books/operation.ts';
import { PROVIDERS } from '../providers.ts';

const wanting = {
  operation: z.enum([...OPERATIONS, 'status']).optional(),
  provider: z.enum(PROVIDERS).optional(),
  times: z.int().min(1).max(1_000_000),
};
const delay = z.int().min(0).max(3_600_000);

/** What `POST /control/faults` takes: which calls suffer, how often, and what. */
export const faultRequest = z.discriminatedUnion('fault', [
  z.strictObject({ ...wanting, fault: z.enum(['delay_before', 'hang', 'late_callback']), delay_ms: delay }),
  z.strictObject({
    ...wanting,
    fault: z.enum([
      'drop_before',
      'drop_after',
      'error_before',
      'error_after',
      'malformed',
      'wrong_amount',
      'wrong_currency',
      'duplicate_callback',
      'no_callback',
      'reordered_callbacks',
    ]),
    delay_ms: delay.default(0),
  }),
]);

/** One scripted fault. */
export type Fault = z.infer<typeof faultRequest>;

/** What a call to the provider can be. */
export type CallName = NonNullable<Fault['operation']>;

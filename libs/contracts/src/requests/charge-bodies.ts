import { z } from 'zod';
import { optional } from './parts.ts';
import { text } from './text.ts';

/** `POST /v1/charges/:id/resolve`. */
export const resolveChargeBody = z
  .strictObject({
    outcome: z
      .enum(['succeeded', 'authorized', 'declined'])
      .describe('authorized: of a charge with manual capture; declined: nothing was charged, or done'),
    operation_id: optional(text(255)).describe('The capture, void or refund that it is about; null: the charge itself'),
    provider_reference: optional(text(255)).describe(
      'The provider’s own name of the charge, if you know it and it has not told it; else it is our reference, the charge’s id',
    ),
    reason: text(500).describe('How you know'),
  })
  .refine(body => body.operation_id === null || body.outcome !== 'authorized', {
    path: ['outcome'],
    message: 'must be succeeded or declined: an operation is not authorized',
  })
  .refine(body => body.provider_reference === null || (body.operation_id === null && body.outcome !== 'declined'), {
    path: ['provider_reference'],
    message: 'names a charge: leave it out where none was made, and of an operation',
  });

/** `POST /v1/provider-callbacks/:id/retry`: that it is asked for says all. */
export const retryCallbackBody = z.strictObject({});

export type ResolveChargeBody = z.infer<typeof resolveChargeBody>;

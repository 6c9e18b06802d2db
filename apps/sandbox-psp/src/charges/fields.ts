import { z } from 'zod';
import { passesLuhn } from '../cards.ts';

/** Where a payer or a callback is sent. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_048);

/** The caller's id of a charge or refund. */
export const callersReference = z
  .string({ error: 'is required' })
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces');

/** The number on a card. */
export const cardNumber = z
  .string()
  .regex(/^\d{12,19}$/, 'must be 12 to 19 digits')
  .refine(passesLuhn, { error: 'is not a card number: its check digit is wrong', abort: true });

/** The three or four digits that are not in the number; gone after a caller's restart. */
export const securityCode = z
  .string()
  .regex(/^\d{3,4}$/, 'must be 3 or 4 digits')
  .nullish();

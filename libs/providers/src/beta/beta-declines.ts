import { declined } from '../declines.ts';

type Normalised = readonly [code: string, category: 'hard' | 'soft'];

/** Beta gives the response codes of the card networks (ISO 8583) and leaves it to us what may succeed elsewhere. */
const REASONS: Readonly<Record<string, Normalised>> = {
  '05': ['card_declined', 'hard'],
  '06': ['capture_failed', 'hard'],
  '17': ['cancelled', 'hard'],
  '1A': ['authentication_failed', 'hard'],
  '41': ['lost_card', 'hard'],
  '51': ['insufficient_funds', 'hard'],
  '96': ['processing_error', 'soft'],
};

/** A refusal in our words. `otherwise`: what to call a code that we do not know; it is hard, for nothing says more. */
export const refusedFor = (reason: string | undefined, otherwise: string) =>
  declined(...(REASONS[reason ?? ''] ?? ([otherwise, 'hard'] as const)));

/** Why a charge or a capture did not go through. A soft decline may succeed elsewhere or later, a hard one will not. */
const categories = {
  card_declined: 'hard',
  insufficient_funds: 'hard',
  lost_card: 'hard',
  authentication_failed: 'hard',
  capture_failed: 'hard',
  cancelled: 'hard',
  processing_error: 'soft',
} as const satisfies Record<string, 'hard' | 'soft'>;

/** A decline code of alpha. */
export type DeclineCode = keyof typeof categories;

/** The category of a decline; null of none. */
export const declineCategory = (code: DeclineCode | null): 'hard' | 'soft' | null => code && categories[code];

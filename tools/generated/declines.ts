/** What a decline means to the merchant. Sentences in Markdown. */
interface DeclineGuide {
  /** As it usually comes; the answer says it. */
  readonly category: 'hard' | 'soft';
  readonly happened: string;
  readonly todo: string;
}

/** The decline codes of the sandbox's provider, and our own. */
export const declineGuide: Readonly<Record<string, DeclineGuide>> = {
  card_declined: {
    category: 'hard',
    happened: "The payer's bank said no, and not why.",
    todo: 'Ask for another card, or send the payer to their bank.',
  },
  insufficient_funds: {
    category: 'hard',
    happened: 'The account behind the card does not hold the amount.',
    todo: 'Ask for another card, or for a smaller amount.',
  },
  lost_card: {
    category: 'hard',
    happened: 'The card was reported lost.',
    todo: 'Ask for another card. Do not tell the payer why: it may not be theirs.',
  },
  authentication_failed: {
    category: 'hard',
    happened: 'The payer failed the 3-D Secure challenge, or gave it up.',
    todo: 'Let the payer try again, with the same card or another one.',
  },
  processing_error: {
    category: 'soft',
    happened: 'The provider could not process the card this time.',
    todo: 'Confirm again.',
  },
  provider_timeout: {
    category: 'soft',
    happened: 'The provider did not answer, and later said that nothing was charged.',
    todo: 'Confirm again.',
  },
  provider_unavailable: {
    category: 'soft',
    happened: 'The provider could not be reached; nothing was sent to it.',
    todo: 'Confirm again, a little later.',
  },
  cancelled: {
    category: 'hard',
    happened: 'The authorization was called off before it was decided.',
    todo: 'Nothing was charged. Make a new payment.',
  },
  capture_failed: {
    category: 'hard',
    happened: 'The provider refused to capture what it had authorized.',
    todo: 'Cancel the payment and ask for another card.',
  },
  not_authorized: {
    category: 'hard',
    happened: 'The provider holds no authorization for this charge any more.',
    todo: 'Cancel the payment and make a new one.',
  },
  already_captured: {
    category: 'hard',
    happened: 'The provider has captured the charge already, so that it cannot be released.',
    todo: 'Read the payment, and refund it.',
  },
  already_voided: {
    category: 'hard',
    happened: 'The provider has released the authorization already.',
    todo: 'Read the payment; make a new one.',
  },
  amount_exceeds_authorized: {
    category: 'hard',
    happened: 'The provider has authorized less than the amount.',
    todo: 'Compare the payment with the provider’s own books.',
  },
  not_captured: {
    category: 'hard',
    happened: 'The provider has captured nothing that could be refunded.',
    todo: 'Compare the payment with the provider’s own books.',
  },
  amount_exceeds_captured: {
    category: 'hard',
    happened: 'At the provider less is left than the refund asks for.',
    todo: 'Compare the payment with the provider’s own books: somebody may have refunded there.',
  },
  charge_disputed: {
    category: 'hard',
    happened: "The payer's bank has the money back, or holds it, in a dispute.",
    todo: 'Wait for the end of the dispute: `GET /v1/disputes`.',
  },
  not_charged: {
    category: 'soft',
    happened: 'Nobody could tell for a while; then an operator found that nothing was charged.',
    todo: 'Confirm again.',
  },
  not_done: {
    category: 'soft',
    happened: 'Nobody could tell for a while; then an operator found that the capture or refund was not done.',
    todo: 'Ask for it again, with a new `Idempotency-Key`.',
  },
};

const MESSAGES: Readonly<Record<string, string>> = {
  card_declined: 'The card was declined. Try another card.',
  insufficient_funds: 'The card has insufficient funds. Try another card.',
  lost_card: 'The card was reported lost. Try another card.',
  authentication_failed: 'The payer was not authenticated. Try again or try another card.',
  processing_error: 'The provider could not process the card. Try again.',
  capture_failed: 'The payment could not be captured. Try another card.',
  not_authorized: 'The provider holds no authorization for this charge.',
  already_captured: 'The provider has captured this charge; refund it instead.',
  already_voided: 'The provider has released this authorization.',
  amount_exceeds_authorized: 'The amount is more than the provider has authorized.',
  not_captured: 'The provider has captured nothing of this charge.',
  charge_disputed: 'The payer disputes this charge; its money is not refunded.',
  amount_exceeds_captured: 'The amount is more than is left of what the provider has captured.',
};

/** A code that a read model, a log line and a merchant can take; no card number looks like one. */
const CODE = /^[a-z][a-z_]{0,63}$/;

/** A provider's no, in words of ours that name no card. A code that is none becomes `card_declined`. */
export const declined = (said: string, category: 'hard' | 'soft') => {
  const code = CODE.test(said) ? said : 'card_declined';
  const message = (Object.hasOwn(MESSAGES, code) && MESSAGES[code]) || 'The provider declined.';
  return { type: 'declined', code, message, category } as const;
};

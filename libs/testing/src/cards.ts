/** The sandbox's card numbers by what they do (api.md, "Sandbox cards"). */
export const cards = {
  visa: '4242424242424242',
  mastercard: '5555555555554444',
  declined: '4000000000000002',
  insufficientFunds: '4000000000009995',
  lost: '4000000000009987',
  processingError: '4000000000000119',
  challenge: '4000000000003220',
  disputed: '4000000000000259',
  /** The provider never answers, and has charged. */
  silentCharged: '4000000000006801',
  /** The provider never answers, and has not charged. */
  silentNotCharged: '4000000000006819',
  captureFails: '4000000000000341',
} as const;

/** A confirm's `payment_method` for that number. */
export const card = (number: string) => ({
  type: 'card' as const,
  card: { number, exp_month: 12, exp_year: 2099, cvc: '737' },
});

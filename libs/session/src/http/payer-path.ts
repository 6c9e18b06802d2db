/** Where a payer reaches a session: the token in the path is all that the payer has. */
export const PAYER_PATH = 'v1/checkout-sessions/token/:token';

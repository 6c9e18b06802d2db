/** What a caller asks for when it charges a card, in whichever protocol. */
export interface ChargeOrder {
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  /** Capture at once, or authorize only. */
  readonly capture: boolean;
  /** Ask the payer for 3-D Secure whatever the card. */
  readonly challenge: boolean;
  readonly card: { readonly number: string; readonly expMonth: number; readonly expYear: number };
  readonly returnUrl: string;
  readonly callbackUrl: string | null;
}

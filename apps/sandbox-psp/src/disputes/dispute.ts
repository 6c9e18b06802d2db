import type { Provider } from '../providers.ts';

/** What a payer's bank says of a charge, and who was right in the end. */
export interface Dispute {
  readonly id: string;
  readonly provider: Provider;
  /** The reference of the charge's authorization. */
  readonly charge: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly reason: 'fraudulent';
  /** `won`: the merchant keeps the money. */
  readonly status: 'open' | 'won' | 'lost';
  readonly openedAt: Date;
  /** When it took its status. */
  readonly at: Date;
  readonly callbackUrl: string | null;
}

import type { Pool } from 'pg';
import { findChallenge, settle } from '../books/books.ts';
import type { Authorization, Operation } from '../books/operation.ts';
import type { DeclineCode } from '../declines.ts';
import type { Provider } from '../providers.ts';

/** What the payer did. */
export type PayerDecision = 'complete' | 'fail';

/** The authorization behind a provider's challenge; undefined when there is none. */
export const findChallenged = async (
  pool: Pool,
  provider: Provider,
  challenge: string,
): Promise<Authorization | undefined> => {
  const found = await findChallenge(pool, provider, challenge);
  return found?.mandate ? { ...found, mandate: found.mandate } : undefined;
};

/** Settles the charge once; undefined when it was settled before, and nothing has changed. */
export const settleChallenge = async (
  pool: Pool,
  authorization: Authorization,
  decision: PayerDecision,
): Promise<Operation | undefined> => {
  const declineCode: DeclineCode | null =
    decision === 'fail' ? 'authentication_failed' : authorization.mandate.declinesAfterChallenge;
  const status = declineCode ? 'declined' : 'succeeded';
  return settle(pool, { ...authorization, status, declineCode, at: new Date() });
};

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Sealer } from '@counterfoil/vault';

const PREFIX = 'cst_';
/** The unique part of a session's id: a ULID. */
const ID_LENGTH = 26;

/**
 * Tokens of checkout sessions: `cst_`, the unique part of the session's id, and 256 bits that only the holder of the
 * vault key can compute (docs/adr/0005). The log keeps the hash.
 */
export class SessionTokens {
  constructor(private readonly sealer: Sealer) {}

  /** The token of a session: always the same, so that a retried create shows the same one. */
  of(sessionId: string): string {
    const unique = sessionId.slice(sessionId.indexOf('_') + 1);
    return `${PREFIX}${unique}${this.sealer.mac('session-token', sessionId).toString('base64url')}`;
  }

  /** The session that a token claims to be of, or null for what is no token at all. Its hash has to be checked. */
  sessionIdOf(token: string): string | null {
    const unique = token.slice(PREFIX.length, PREFIX.length + ID_LENGTH);
    return token.startsWith(PREFIX) && /^[0-9a-z]{26}$/.test(unique) ? `cs_${unique}` : null;
  }
}

/** What is stored of a token: SHA-256 in hex. The token has 256 random bits, so no slow hash is needed. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Compares in constant time. */
export const isTokenOf = (tokenHash: string, token: string): boolean =>
  timingSafeEqual(Buffer.from(tokenHash, 'hex'), createHash('sha256').update(token).digest());

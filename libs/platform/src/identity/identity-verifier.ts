import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { type Identity, identityOf, LIFETIME_S } from './identity.ts';
import type { PublicKeys } from './service-keys.ts';

/** How far the clocks of two machines may be apart, seconds. */
const SKEW_S = 5;

/** Why a token is none: `untrusted` is a key or an algorithm that we do not know, or another's signature. */
export type IdentityFault = 'missing' | 'malformed' | 'untrusted' | 'expired' | 'other_audience' | 'other_issuer';

/** A request without a valid identity. Its message repeats nothing of the token. */
export class IdentityRefused extends Error {
  constructor(readonly fault: IdentityFault) {
    super(`The identity of the request is ${fault}`);
  }
}

const faultOf = (error: unknown): IdentityFault => {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'aud' ? 'other_audience' : 'malformed';
  const isUntrusted =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed;
  return isUntrusted ? 'untrusted' : 'malformed';
};

/** Verifies for one service who sent a request to it. */
export class IdentityVerifier {
  private readonly keyOf: ReturnType<typeof createLocalJWKSet>;

  constructor(
    private readonly service: string,
    publicKeys: PublicKeys,
  ) {
    this.keyOf = createLocalJWKSet({ keys: publicKeys.keys.map(key => ({ ...key })) });
  }

  /** @throws IdentityRefused */
  async verify(token: string | string[] | undefined): Promise<Identity> {
    if (typeof token !== 'string' || token === '') throw new IdentityRefused('missing');
    const { payload, protectedHeader } = await this.open(token);
    // A process signs for itself only: its key is named after it.
    if (payload.iss !== protectedHeader.kid) throw new IdentityRefused('other_issuer');
    const identity = identityOf(payload);
    if (!identity) throw new IdentityRefused('malformed');
    return identity;
  }

  private async open(token: string) {
    try {
      return await jwtVerify(token, this.keyOf, {
        algorithms: ['EdDSA'],
        audience: this.service,
        requiredClaims: ['iss', 'aud', 'iat', 'exp'],
        clockTolerance: SKEW_S,
        // Whatever `exp` says.
        maxTokenAge: LIFETIME_S,
      });
    } catch (error) {
      throw new IdentityRefused(faultOf(error));
    }
  }
}

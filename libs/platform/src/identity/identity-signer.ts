import { SignJWT, importJWK } from 'jose';
import { claimsOf, LIFETIME_S, type Forwarded } from './identity.ts';
import type { PrivateKey } from './service-keys.ts';

type Key = Awaited<ReturnType<typeof importJWK>>;

/** A process' own tokens are signed once in this time, seconds: each is good for as long again. */
const REUSED_S = LIFETIME_S / 2;

const nowS = (): number => Math.floor(Date.now() / 1_000);

/** Signs for one process who it is: a JSON Web Token of 30 s, for one service (RFC 7519, RFC 8037). */
export class IdentitySigner {
  private readonly own = new Map<string, { readonly token: Promise<string>; readonly sinceS: number }>();

  private constructor(
    /** The name of the process. */
    readonly name: string,
    private readonly key: Key,
  ) {}

  static async of(key: PrivateKey): Promise<IdentitySigner> {
    return new IdentitySigner(key.kid, await importJWK({ ...key }, 'EdDSA'));
  }

  /** For a request of somebody else that `service` is to answer. */
  forward(service: string, forwarded: Forwarded): Promise<string> {
    return this.sign(service, claimsOf(forwarded));
  }

  /** For a question of this process itself. */
  ask(service: string): Promise<string> {
    const known = this.own.get(service);
    // A clock that was set back makes its token one of the future, which nobody takes.
    const ageS = known ? nowS() - known.sinceS : -1;
    if (known && ageS >= 0 && ageS < REUSED_S) return known.token;
    const token = this.sign(service, {});
    this.own.set(service, { token, sinceS: nowS() });
    return token;
  }

  private sign(service: string, claims: Readonly<Record<string, string>>): Promise<string> {
    const iat = nowS();
    return new SignJWT({ ...claims, iss: this.name, aud: service, iat, exp: iat + LIFETIME_S })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.name })
      .sign(this.key);
  }
}

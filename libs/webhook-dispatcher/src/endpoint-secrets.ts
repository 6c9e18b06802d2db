import type { KeyRing } from '@counterfoil/vault';
import type { SecretVersion } from './domain/endpoint/state.ts';

/**
 * An endpoint's secret follows from its id and version under `VAULT_KEY`, as a session's token does (docs/adr/0005): none is
 * kept, and a retry shows the same one again.
 */
export class EndpointSecrets {
  constructor(private readonly keys: Pick<KeyRing, 'mac'>) {}

  /** `whsec_` and 32 bytes in base64 (Standard Webhooks). */
  of(endpointId: string, version: number): string {
    return `whsec_${this.keys.mac('webhook-secret', `${endpointId} ${version}`).toString('base64')}`;
  }

  /** Those that sign at `now`, in the order of `versions`. */
  signing(endpointId: string, versions: readonly SecretVersion[], now: Date): readonly string[] {
    return versions
      .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now.getTime())
      .map(({ version }) => this.of(endpointId, version));
  }
}

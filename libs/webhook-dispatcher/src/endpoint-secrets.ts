import type { KeyRing } from '@counterfoil/vault';
import { LRUCache } from 'lru-cache';
import type { SecretVersion } from './domain/endpoint/state.ts';

/**
 * An endpoint's secret follows from its id and version under `VAULT_KEY`, as a session's token does (docs/adr/0005): none is
 * stored, and a retry shows the same one again.
 */
export class EndpointSecrets {
  private readonly known: LRUCache<string, string>;

  constructor(keys: Pick<KeyRing, 'mac'>) {
    const memoMethod = (of: string): string => `whsec_${keys.mac('webhook-secret', of).toString('base64')}`;
    this.known = new LRUCache({ max: 1_000, memoMethod });
  }

  /** `whsec_` and 32 bytes in base64 (Standard Webhooks). */
  of(endpointId: string, version: number): string {
    return this.known.memo(`${endpointId} ${version}`);
  }

  /** Those that sign at `now`, in the order of `versions`. */
  signing(endpointId: string, versions: readonly SecretVersion[], now: Date): readonly string[] {
    return versions
      .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now.getTime())
      .map(({ version }) => this.of(endpointId, version));
  }
}

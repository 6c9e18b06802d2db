import { alphaConnector, betaConnector, type Connectors } from '@counterfoil/providers';
import type { Sealer } from '@counterfoil/vault';

/** What the sandbox's providers and we know each other by; it follows from `VAULT_KEY`. */
export const sandboxSecrets = (sealer: Sealer) => ({
  secretKey: sealer.mac('sandbox-provider-key', '').toString('hex'),
  callbackSecret: sealer.mac('sandbox-provider-callbacks', '').toString('hex'),
});

/** The connectors of the sandbox's providers, in the order in which they are tried. */
export const sandboxConnectors = (baseUrl: string, timeoutMs: number, sealer: Sealer): Connectors => {
  const reached = { baseUrl, timeoutMs, ...sandboxSecrets(sealer) };
  return new Map(
    [alphaConnector, betaConnector]
      .map(connectorOf => connectorOf(reached))
      .map(connector => [connector.provider, connector]),
  );
};

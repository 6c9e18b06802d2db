import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { newApiKey } from '@counterfoil/platform/auth';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { fail, sandboxSecrets, StartFailure } from '@counterfoil/process';
import { Sealer } from '@counterfoil/vault';
import { ROLES } from './database/grants.ts';

// `npm run secrets -- <file>`: all secrets of a new deployment, as docker/compose.yaml and k8s/ name them.

const PROCESSES = ['gateway', 'session', 'payment', 'charge-attempt', 'webhook-dispatcher'] as const;

const variable = (name: string, suffix: string): string => `${name.toUpperCase().replaceAll('-', '_')}_${suffix}`;

/** Without a character that a URL or a file of variables would have to escape. */
const newPassword = (): string => randomBytes(24).toString('base64url');

const newSecrets = async (): Promise<Readonly<Record<string, string>>> => {
  const vaultKey = randomBytes(32);
  const { privateKeys, publicKeys } = await newServiceKeys(PROCESSES);
  const provider = sandboxSecrets(new Sealer(vaultKey));
  return {
    VAULT_KEY: vaultKey.toString('base64'),
    SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
    ...Object.fromEntries(
      PROCESSES.map(name => [variable(name, 'PRIVATE_KEY'), JSON.stringify(privateKeys[name])] as const),
    ),
    POSTGRES_PASSWORD: newPassword(),
    ...Object.fromEntries(ROLES.map(role => [variable(role, 'PASSWORD'), newPassword()] as const)),
    SANDBOX_API_KEY: newApiKey(),
    SANDBOX_PSP_SECRET_KEY: provider.secretKey,
    SANDBOX_PSP_WEBHOOK_SECRET: provider.callbackSecret,
    SANDBOX_PSP_PASSWORD: newPassword(),
    GRAFANA_PASSWORD: newPassword(),
  };
};

try {
  const [file, ...rest] = process.argv.slice(2);
  if (file === undefined || rest.length > 0) throw new StartFailure('Usage: npm run secrets -- <file>');
  const lines = Object.entries(await newSecrets()).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, lines.join(''), { flag: 'wx', mode: 0o600 });
  process.stdout.write(`${file} holds new secrets; without its VAULT_KEY the vault cannot be read: keep a copy\n`);
} catch (error) {
  const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  fail(isThere ? new StartFailure('The file is there already: its secrets are kept') : error, 'No secrets were made');
}

import { join } from 'node:path';
import { makeFolder } from '@counterfoil/embedded-postgres';
import type { Settings } from '@counterfoil/platform/config';
import { InvalidVaultKey, keptVaultKey, KeyRing, Sealer, WrongVaultKey } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { codeOf, StartFailure } from './start-failure.ts';

/** `VAULT_KEY`, or the key kept in the data folder, made at the first start. @throws StartFailure */
export const openVaultKey = async ({ vaultKey, dataDir }: Settings): Promise<Buffer> => {
  if (vaultKey) return vaultKey;
  try {
    await makeFolder(dataDir);
    return await keptVaultKey(join(dataDir, 'vault.key'));
  } catch (error) {
    if (error instanceof InvalidVaultKey) throw new StartFailure(`VAULT_KEY: ${error.message}`);
    throw new StartFailure(
      `DATA_DIR ${dataDir} cannot be used (${codeOf(error)}); name a folder you may write to, or set VAULT_KEY`,
    );
  }
};

/** Seals with that key. @throws StartFailure */
export const openSealer = async (settings: Settings): Promise<Sealer> => new Sealer(await openVaultKey(settings));

/** The keys of the database behind `pool`, which has the vault's tables. @throws StartFailure when it belongs to another `VAULT_KEY` */
export const openKeyRing = async (pool: Pool, sealer: Sealer): Promise<KeyRing> => {
  try {
    return await KeyRing.open(pool, sealer);
  } catch (error) {
    throw error instanceof WrongVaultKey ? new StartFailure(`VAULT_KEY: ${error.message}`) : error;
  }
};

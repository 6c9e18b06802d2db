import { join } from 'node:path';
import { makeFolder } from '@counterfoil/embedded-postgres';
import type { Settings } from '@counterfoil/platform/config';
import { InvalidVaultKey, keptVaultKey, KeyRing, Sealer, WrongVaultKey } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { codeOf, StartFailure } from './start-failure.ts';

/** Seals with `VAULT_KEY`, or with the key kept in the data folder, made at the first start. @throws StartFailure */
export const openSealer = async ({ vaultKey, dataDir }: Settings): Promise<Sealer> => {
  if (vaultKey) return new Sealer(vaultKey);
  try {
    await makeFolder(dataDir);
    return new Sealer(await keptVaultKey(join(dataDir, 'vault.key')));
  } catch (error) {
    if (error instanceof InvalidVaultKey) throw new StartFailure(`VAULT_KEY: ${error.message}`);
    throw new StartFailure(
      `DATA_DIR ${dataDir} cannot be used (${codeOf(error)}); name a folder you may write to, or set VAULT_KEY`,
    );
  }
};

/** The keys of the database behind `pool`, which has the vault's tables. @throws StartFailure when it belongs to another `VAULT_KEY` */
export const openKeyRing = async (pool: Pool, sealer: Sealer): Promise<KeyRing> => {
  try {
    return await KeyRing.open(pool, sealer);
  } catch (error) {
    throw error instanceof WrongVaultKey ? new StartFailure(`VAULT_KEY: ${error.message}`) : error;
  }
};

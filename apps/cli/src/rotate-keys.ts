import type { Settings } from '@counterfoil/platform/config';
import { SEALED_ANSWERS } from '@counterfoil/platform/idempotency';
import { rotate, SEALED_CVCS, SEALED_NUMBERS } from '@counterfoil/vault';
import { codeOf, openDatabase, openKeyRing, openPool, openSealer, StartFailure } from '@counterfoil/process';

const UNDEFINED_TABLE = '42P01';

/** For the turn, and for the work. */
const POOL_SIZE = 3;

const notYet = (error: unknown): never => {
  if (codeOf(error) !== UNDEFINED_TABLE) throw error;
  throw new StartFailure('This database has no vault yet: npm start makes it');
};

/**
 * Seals card numbers and kept answers under a new data key, also beside a running product.
 * @throws StartFailure, EmbeddedPostgresError; an `AbortError` once `stop` is aborted
 */
export const rotateKeys = async (
  settings: Settings,
  tell: (progress: string) => void,
  stop: AbortSignal,
): Promise<void> => {
  await using stack = new AsyncDisposableStack();
  const database = await openDatabase(settings.databaseUrl, settings.dataDir, stop);
  stack.defer(() => database.stop());
  const sealer = await openSealer(settings);
  const pool = openPool({ connectionString: database.url, max: POOL_SIZE });
  stack.defer(() => pool.end());
  const keys = await openKeyRing(pool, sealer).catch(notYet);
  await rotate({ pool, keys, columns: [SEALED_NUMBERS, SEALED_ANSWERS, SEALED_CVCS], tell, stop });
};

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const SQLITE_BUSY = 5;

/**
 * Takes the data folder for this process, or throws naming the process that has it.
 * The lock is SQLite's on an empty file: the one lock Node offers that the system drops when its holder is killed.
 * @returns gives the folder back
 */
export const lockDataDir = (dataDir: string): (() => void) => {
  const holder = join(dataDir, 'counterfoil.pid');
  const lock = new DatabaseSync(join(dataDir, 'counterfoil.lock'));
  try {
    lock.exec('begin immediate');
    writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new EmbeddedPostgresError(
      `DATA_DIR ${dataDir} is in use by another Counterfoil (pid ${readFileSync(holder, 'utf8').trim()}): stop it, or name another folder`,
    );
  }
  return () => lock.close();
};

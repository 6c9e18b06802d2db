import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from './account.ts';
import { ensureCluster, SUPERUSER } from './cluster.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { explained } from './embedded-postgres-error.ts';
import { makeFolder } from './make-folder.ts';
import { readPostmaster, serves } from './postmaster.ts';
import { postgresPrograms } from './programs.ts';
import { openLog } from './server-log.ts';
import { startServer } from './start-server.ts';
import { stopServer } from './stop-server.ts';

interface Options {
  readonly dataDir: string;
  /** On which it listens; any free one unless told. */
  readonly port?: number;
}

/** A running PostgreSQL server of our own. */
export interface EmbeddedPostgres {
  /** A connection string to its `postgres` database, password included. Never log it. */
  readonly url: string;
  /** Stops the server cleanly (SIGINT: fast shutdown) and resolves when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the server whose data live in `dataDir`, made at the first start. A server that a killed process left there
 * is stopped first: nothing the dead process sent can still be committed after this resolves.
 * @throws EmbeddedPostgresError when the folder cannot be used, or another living process uses it
 */
export const startEmbeddedPostgres = async (options: Options): Promise<EmbeddedPostgres> => {
  try {
    await makeFolder(options.dataDir);
    const dataDir = await realpath(options.dataDir);
    const unlock = lockDataDir(dataDir);
    return await start({ ...options, dataDir }, unlock).catch((error: unknown) => {
      unlock();
      throw error;
    });
  } catch (error) {
    throw explained(options.dataDir, error);
  }
};

const start = async ({ dataDir, port }: Options, unlock: () => void): Promise<EmbeddedPostgres> => {
  const data = join(dataDir, 'postgres');
  const log = await openLog(join(dataDir, 'postgres.log'));
  try {
    const account = await serverAccount(data);
    const installation = { account, programs: await postgresPrograms(account, dataDir) };
    const password = await ensureCluster(installation, data, join(dataDir, 'postgres.password'), log);
    const urlAt = (port: number) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
    await stopLeftServer(data, urlAt);
    const server = await startServer(installation, data, log, port);
    let stopped: Promise<void> | undefined;
    return { url: urlAt(server.port), stop: () => (stopped ??= stopServer(server).finally(unlock)) };
  } finally {
    await log.file.close();
  }
};

const stopLeftServer = async (data: string, urlAt: (port: number) => string): Promise<void> => {
  const left = await readPostmaster(data);
  if (left && (await serves(left, data, urlAt)))
    await stopServer({ pid: left.pid, isGone: async () => !(await serves(left, data, urlAt)) });
};

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { ifThere } from './if-there.ts';
import { ownFolder, startProgram } from './program.ts';
import type { Installation } from './program.ts';
import type { ServerLog } from './server-log.ts';

/** The superuser of every cluster of ours. */
export const SUPERUSER = 'postgres';

/**
 * Makes the cluster `data` if it is not there, its password in `passwordFile`.
 * It is built in a sibling folder and renamed: a half-made one is never taken for a cluster, and made anew.
 * @returns the superuser's password
 */
export const ensureCluster = async (
  installation: Installation,
  data: string,
  passwordFile: string,
  log: ServerLog,
): Promise<string> => {
  if (await ifThere(stat(data))) {
    const password = await ifThere(readFile(passwordFile, 'utf8'));
    if (password !== undefined) return password.trim();
    throw new EmbeddedPostgresError(`${passwordFile} is missing: put it back, or remove ${data} and start empty`);
  }
  await removeUnfinished(data);
  const password = randomBytes(24).toString('base64url');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flush: true });
  // A name of its own: the initdb of a killed start may still be writing to the folder it was given.
  const building = await mkdtemp(unfinished(data));
  await initdb(installation, building, password, log);
  await rename(join(building, 'data'), data);
  await rm(building, { recursive: true });
  return password;
};

const unfinished = (data: string) => `${data}.unfinished-`;

const removeUnfinished = async (data: string): Promise<void> => {
  for (const name of await readdir(dirname(data)))
    if (name.startsWith(unfinished(basename(data))))
      await rm(join(dirname(data), name), { recursive: true, force: true, maxRetries: 10 });
};

const initdb = async (installation: Installation, building: string, password: string, log: ServerLog) => {
  const folder = join(building, 'data');
  await mkdir(folder, { mode: 0o700 });
  const passwordFile = join(building, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const { account } = installation;
  if (account) for (const path of [building, folder, passwordFile]) await chown(path, account.uid, account.gid);
  const here = ownFolder(installation, folder);
  const options = ['--username', SUPERUSER, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'];
  const command = ['initdb', '-D', here, '--pwfile', `${here}/../password`, ...options] as const;
  const child = await startProgram(installation, command, folder, log);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed: ${await log.reason()}`);
};

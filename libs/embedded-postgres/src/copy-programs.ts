import { chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { ifThere } from './if-there.ts';
import { linkLibraries } from './link-libraries.ts';

/**
 * Copies an installed package to the folder `name` in `home`, whole or not at all, or finds it there.
 * Refuses folders that anybody else may have written to: what lies there is run.
 */
export const copyPrograms = async (installed: string, home: string, name: string): Promise<string> => {
  const target = join(home, name);
  try {
    await mkdir(home, { recursive: true, mode: 0o755 });
    await isOurs(home);
    await chmod(home, 0o755);
    if (!(await isOurs(target))) await copyWhole(installed, target);
    return target;
  } catch (cause) {
    const { message: reason } = cause as Error;
    throw new EmbeddedPostgresError(
      `PostgreSQL cannot be copied to ${target} (${reason}): clone into a folder that every user may enter, or set DATABASE_URL`,
      { cause },
    );
  }
};

const isOurs = async (folder: string): Promise<boolean> => {
  const found = await ifThere(lstat(folder));
  if (!found) return false;
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0)
    throw new Error(`${folder} is not a folder that only this user may write to`);
  return true;
};

const copyWhole = async (installed: string, target: string): Promise<void> => {
  const staging = await mkdtemp(`${target}.`);
  await copyTree(installed, staging);
  await linkLibraries(staging);
  await rename(staging, target).catch(async (error: unknown) => {
    await rm(staging, { recursive: true });
    if (!(await isOurs(target))) throw error; // else another start was faster
  });
};

/** Copies folders and files; the owner is this user, and only the owner may write. */
const copyTree = async (from: string, to: string): Promise<void> => {
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(copy);
      await copyTree(source, copy);
    } else if (entry.isFile()) {
      await copyFile(source, copy);
      await chmod(copy, ((await stat(source)).mode & 0o755) | 0o644);
    }
  }
};

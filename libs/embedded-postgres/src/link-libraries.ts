import { readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * Makes the links between libraries that a package cannot carry; its install script, if it was allowed to run, did.
 * @returns false when this user may not
 */
export const linkLibraries = async (folder: string): Promise<boolean> => {
  const listed = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'); // none on Windows
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = symlink(relative(dirname(target), source), join(folder, target));
    const refused = await link.catch((error: NodeJS.ErrnoException) => error.code);
    if (refused !== undefined && refused !== 'EEXIST') return false;
  }
  return true;
};

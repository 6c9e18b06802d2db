import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @throws the system's error when there is something else of that name, or no folder above it */
const makeOne = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(folder)).isDirectory();
    if (!isThere) throw error;
  }
};

/**
 * Makes the folder, and those that are missing above it, for its owner alone. Node's own `recursive` would try for ever
 * where the folder above is there and takes none, such as /proc.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await makeOne(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await makeOne(folder);
  }
};

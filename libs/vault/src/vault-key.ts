import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';

const KEY_BYTES = 32;

/** The file is there and holds no key. The message names the file, and nothing of what it holds. */
export class InvalidVaultKey extends Error {
  constructor(file: string) {
    super(`${file} does not hold ${KEY_BYTES} bytes in base64: restore the key, for without it no card can be read`);
  }
}

/**
 * The key kept in `file`, made at the first call (mode 0600). Processes that start together get the same one, and a
 * crash leaves either no file or a whole one. @throws InvalidVaultKey when the file holds something else
 */
export const keptVaultKey = async (file: string): Promise<Buffer> => {
  const kept = await readIfThere(file);
  if (kept !== undefined) return parse(kept, file);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeDurably(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    // A link, unlike a rename, never replaces the key of a process that was faster.
    await link(draft, file).catch(unless('EEXIST'));
  } finally {
    await rm(draft, { force: true });
  }
  return parse(await readFile(file, 'utf8'), file);
};

const parse = (text: string, file: string): Buffer => {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim()) throw new InvalidVaultKey(file);
  return key;
};

const readIfThere = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(unless('ENOENT'));

const writeDurably = async (file: string, text: string): Promise<void> => {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(text);
  await handle.sync();
};

const unless =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
  };

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const keysFile = z.strictObject({
  vaultKey: z.string(),
  apiKey: z.string(),
  providerSecretKey: z.string(),
  providerCallbackSecret: z.string(),
});

/** The secrets that the sandbox makes for itself at its first start. */
export type Keys = z.infer<typeof keysFile>;

const makeKeys = (): Keys => ({
  vaultKey: randomBytes(32).toString('base64'),
  apiKey: `sk_test_${randomBytes(24).toString('hex')}`,
  providerSecretKey: randomBytes(24).toString('hex'),
  providerCallbackSecret: randomBytes(24).toString('hex'),
});

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Reads `<dataDir>/keys.json` (mode 0600), or makes it; `made` says which. @throws for a folder it cannot use. */
export const loadKeys = async (dataDir: string): Promise<{ readonly keys: Keys; readonly made: boolean }> => {
  const path = join(dataDir, 'keys.json');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    return { keys: keysFile.parse(JSON.parse(await readFile(path, 'utf8'))), made: false };
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const keys = makeKeys();
  // Written aside and renamed: a crash leaves either no keys or all of them.
  await writeFile(`${path}.new`, JSON.stringify(keys, null, 2), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return { keys, made: true };
};

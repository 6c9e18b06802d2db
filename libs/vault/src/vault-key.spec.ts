import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidVaultKey, keptVaultKey } from './vault-key.ts';

describe('a vault key', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'vault-key-'))));
  afterEach(() => rm(dir, { recursive: true }));

  it('is made once, even by processes that start together, and readable by its user only', async () => {
    const file = join(dir, 'vault.key');
    const keys = await Promise.all(Array.from({ length: 20 }, () => keptVaultKey(file)));
    keys.push(await keptVaultKey(file));
    expect(new Set(keys.map(key => key.toString('hex'))).size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['vault.key']);
  });

  it.each(['', 'not a key', Buffer.alloc(31, 7).toString('base64'), Buffer.alloc(33, 7).toString('base64')])(
    'is not replaced when the file holds %p, which the error does not repeat',
    async text => {
      const file = join(dir, 'vault.key');
      await writeFile(file, text);
      const error = await keptVaultKey(file).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidVaultKey);
      if (text) expect(String(error)).not.toContain(text);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );
});

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

let root: string;
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'counterfoil-folder-'))));
afterEach(() => rm(root, { recursive: true }));

describe('making a folder', () => {
  it('makes those above it too, for the owner alone, and is content with one that is there', async () => {
    const folder = join(root, 'a', 'b', 'c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(root, 'a'))]);
    await makeFolder(folder);
    const { mode } = await stat(join(root, 'a', 'b'));
    expect([(await stat(folder)).isDirectory(), mode & 0o777]).toEqual([true, 0o700]);
  });

  it('fails where a file is in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('fails, and does not try for ever, where the system takes no folders', () =>
    expect(makeFolder('/proc/counterfoil/data')).rejects.toMatchObject({ code: 'ENOENT' }));
});

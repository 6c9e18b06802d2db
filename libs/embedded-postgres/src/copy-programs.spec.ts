import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withFolder } from '../test/starting.ts';
import { copyPrograms } from './copy-programs.ts';
import { linkLibraries } from './link-libraries.ts';
import { postgresPrograms } from './programs.ts';

const run = promisify(execFile);
const installed = async () => dirname(await postgresPrograms(undefined, '/'));

describe('copyPrograms', () => {
  it('makes a copy that runs, in which only its owner can write, and finds it again', () =>
    withFolder(async folder => {
      const home = join(folder, 'home');
      const copy = await copyPrograms(await installed(), home, 'postgres-18');
      expect((await run(join(copy, 'native/bin/initdb'), ['--version'])).stdout).toMatch(/^initdb \(PostgreSQL\) 18/);
      expect((await run('find', [copy, '!', '-type', 'l', '-perm', '/022'])).stdout).toBe('');
      expect(await copyPrograms('/nowhere', home, 'postgres-18')).toBe(copy);
      expect(await readdir(home)).toEqual(['postgres-18']);
    }));

  it('runs nothing from a folder that others may write to', () =>
    withFolder(async home => {
      await mkdir(join(home, 'postgres-18'));
      await chmod(join(home, 'postgres-18'), 0o777);
      await expect(copyPrograms('/nowhere', home, 'postgres-18')).rejects.toMatchObject({
        name: 'EmbeddedPostgresError',
        message: expect.stringMatching(/only this user may write/) as string,
      });
    }));
});

describe('linkLibraries', () => {
  it('makes the links that an install script was not allowed to make', () =>
    withFolder(async folder => {
      await cp(await installed(), folder, { recursive: true, verbatimSymlinks: true });
      await rm(join(folder, 'native/lib/libicuuc.so.60'));
      const initdb = () => run(join(folder, 'native/bin/initdb'), ['--version']);
      await expect(initdb()).rejects.toThrow('libicuuc.so.60');
      expect(await linkLibraries(folder)).toBe(true);
      await expect(initdb()).resolves.toMatchObject({ stdout: expect.stringContaining('18') as string });
    }));
});

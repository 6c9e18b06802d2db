import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@counterfoil/testing';
import { kill, outcome, query, spawnStarter, withFolder } from '../test/starting.ts';
import { readPostmaster, serves } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { startEmbeddedPostgres } from './start.ts';

const postmaster = async (data: string): Promise<Postmaster> => {
  const found = await readPostmaster(data);
  if (!found) throw new Error(`no postmaster.pid in ${data}`);
  return found;
};

describe('after kill -9', () => {
  it('of the starter, a start keeps the data and leaves one server, the new one', () =>
    withFolder(async dataDir => {
      const data = join(dataDir, 'postgres');
      const starter = spawnStarter(dataDir);
      const { url } = await outcome(starter);
      await query(url, 'create table kept as select 42 as answer');
      const orphan = await postmaster(data);
      await kill(starter);

      const server = await startEmbeddedPostgres({ dataDir });
      expect(await query(server.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      expect((await postmaster(data)).pid).not.toBe(orphan.pid);
      expect(await serves(orphan, data, () => url)).toBe(false);
      await server.stop();
    }));

  it('of the starter and of PostgreSQL, a start recovers what was committed', () =>
    withFolder(async dataDir => {
      const starter = spawnStarter(dataDir);
      const { url } = await outcome(starter);
      await query(url, 'create table kept as select generate_series(1, 50000) as n');
      await kill(starter);
      process.kill((await postmaster(join(dataDir, 'postgres'))).pid, 'SIGKILL');

      const server = await startEmbeddedPostgres({ dataDir });
      expect(await query(server.url, 'select count(*)::int from kept')).toEqual([{ count: 50_000 }]);
      await server.stop();
    }));

  it('a start is not held up by a pid file whose pid is another program by now', () =>
    withFolder(async dataDir => {
      const data = join(dataDir, 'postgres');
      const starter = spawnStarter(dataDir);
      await outcome(starter);
      await kill(starter);
      process.kill((await postmaster(data)).pid, 'SIGKILL');
      const { uid, gid } = await stat(data);
      const other = spawn('sleep', ['60'], { uid, gid });
      const left = await readFile(join(data, 'postmaster.pid'), 'utf8');
      await writeFile(join(data, 'postmaster.pid'), left.replace(/^\d+/, String(other.pid)));

      const server = await startEmbeddedPostgres({ dataDir });
      await server.stop();
      expect(other.exitCode ?? other.signalCode).toBeNull();
      other.kill();
      await once(other, 'exit');
    }));

  it('an empty pid file is no obstacle', () =>
    withFolder(async dataDir => {
      await (await startEmbeddedPostgres({ dataDir })).stop();
      await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), '');
      await (await startEmbeddedPostgres({ dataDir })).stop();
    }));

  it('in the middle of the first start, the next one starts over', () =>
    withFolder(async dataDir => {
      const starter = spawnStarter(dataDir);
      await eventually(async () => (await readdir(dataDir)).some(name => name.includes('unfinished')));
      await kill(starter);
      const server = await startEmbeddedPostgres({ dataDir });
      expect(await query(server.url, 'select 1 as works')).toEqual([{ works: 1 }]);
      expect((await readdir(dataDir)).filter(name => name.includes('unfinished'))).toEqual([]);
      await server.stop();
    }));
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { asOther, asRoot, kill, outcome, query, spawnStarter, withFolder } from '../test/starting.ts';
import { readPostmaster } from './postmaster.ts';
import { startEmbeddedPostgres } from './start.ts';

const idOf = (...question: string[]) => Number(execFileSync('id', question).toString());

describe('startEmbeddedPostgres', () => {
  it('keeps the data over a stop and a start', () =>
    withFolder(async folder => {
      const dataDir = join(folder, 'not', 'there', 'yet');
      const first = await startEmbeddedPostgres({ dataDir });
      await query(first.url, 'create table kept as select 42 as answer');
      await first.stop();
      const second = await startEmbeddedPostgres({ dataDir });
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();
    }));

  it('is safe: only this machine, only with the password, and what is committed is on disk', () =>
    withFolder(async dataDir => {
      const { url, stop } = await startEmbeddedPostgres({ dataDir });
      await expect(query(url.replace(/:[^:]+@/, ':guess@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
      expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
      const names = ['listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes', 'server_encoding'];
      const settings = names.map(name => `current_setting('${name}') as ${name}`);
      expect(await query(url, `select ${settings.join()}`)).toEqual([
        {
          listen_addresses: '127.0.0.1',
          unix_socket_directories: '',
          fsync: 'on',
          full_page_writes: 'on',
          server_encoding: 'UTF8',
        },
      ]);
      await stop();
    }));

  it('may be stopped twice', () =>
    withFolder(async dataDir => {
      const server = await startEmbeddedPostgres({ dataDir });
      await Promise.all([server.stop(), server.stop()]);
      await server.stop();
      expect(await readPostmaster(join(dataDir, 'postgres'))).toBeUndefined();
    }));

  it('outlives a signal to the process group of its starter', () =>
    withFolder(async dataDir => {
      const starter = spawnStarter(dataDir, { detached: true });
      const { url } = await outcome(starter);
      const exit = once(starter, 'exit');
      process.kill(-(starter.pid ?? 0), 'SIGINT');
      await exit;
      expect(await query(url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    }));

  asRoot('works in a folder of root below a folder that only root may enter, and leaves their modes alone', () =>
    withFolder(async folder => {
      const dataDir = join(folder, '.data');
      await mkdir(dataDir, { mode: 0o700 });
      const server = await startEmbeddedPostgres({ dataDir });
      await query(server.url, 'create table here as select 1');
      await server.stop();
      for (const path of [folder, dataDir]) expect(await stat(path)).toMatchObject({ uid: 0, mode: 0o40700 });
      expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
    }, homedir()),
  );

  asOther('works for a normal user, and then for root', () =>
    withFolder(async folder => {
      const user = { uid: idOf('-u', 'daemon'), gid: idOf('-g', 'daemon') };
      await chown(folder, user.uid, user.gid);
      const starter = spawnStarter(folder, user);
      const { url } = await outcome(starter);
      await query(url, 'create table mine as select 1 as n');
      await kill(starter);
      const server = await startEmbeddedPostgres({ dataDir: folder });
      expect(await query(server.url, 'select n from mine')).toEqual([{ n: 1 }]);
      expect(await stat(join(folder, 'postgres'))).toMatchObject(user);
      await server.stop();
    }),
  );
});

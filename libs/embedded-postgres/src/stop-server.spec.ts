import { join } from 'node:path';
import { query, withFolder } from '../test/starting.ts';
import { readPostmaster, serves } from './postmaster.ts';
import { startEmbeddedPostgres } from './start.ts';
import { stopServer } from './stop-server.ts';

describe('stopServer', () => {
  it('kills a server that does not go within its grace, and the next start has all that was committed', () =>
    withFolder(async dataDir => {
      const data = join(dataDir, 'postgres');
      const hung = await startEmbeddedPostgres({ dataDir });
      await query(hung.url, 'create table kept as select 42 as answer');
      const postmaster = await readPostmaster(data);
      if (!postmaster) throw new Error('no postmaster.pid');
      process.kill(postmaster.pid, 'SIGSTOP');
      const isGone = async () => !(await serves(postmaster, data, () => hung.url));
      await stopServer({ pid: postmaster.pid, isGone }, 100);
      await hung.stop();

      const server = await startEmbeddedPostgres({ dataDir });
      expect(await query(server.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await server.stop();
    }));
});

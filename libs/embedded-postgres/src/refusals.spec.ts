import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asOther, asUser, outcome, query, spawnStarter, withFolder } from '../test/starting.ts';
import { startEmbeddedPostgres } from './start.ts';

const refusal = (message: RegExp) => ({
  name: 'EmbeddedPostgresError',
  code: 'embedded_postgres',
  message: expect.stringMatching(message) as string,
});

describe('startEmbeddedPostgres refuses', () => {
  it('a folder that another living process uses, names that process, and leaves it alone', () =>
    withFolder(async dataDir => {
      const starter = spawnStarter(dataDir);
      const { url } = await outcome(starter);
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(
        refusal(new RegExp(`^DATA_DIR ${dataDir} is in use by another Counterfoil \\(pid ${starter.pid}\\): `)),
      );
      expect(await query(url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    }));

  it('a folder that this process uses, until it is stopped', () =>
    withFolder(async dataDir => {
      const first = await startEmbeddedPostgres({ dataDir });
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(refusal(/in use/));
      await first.stop();
      await (await startEmbeddedPostgres({ dataDir })).stop();
    }));

  it('all but one of those who start on an empty folder at the same moment', () =>
    withFolder(async dataDir => {
      const starters = [1, 2, 3].map(() => spawnStarter(dataDir));
      const outcomes = await Promise.all(starters.map(outcome));
      expect(outcomes.map(({ name }) => name ?? 'started').sort()).toEqual([
        'EmbeddedPostgresError',
        'EmbeddedPostgresError',
        'started',
      ]);
    }));

  it('a path that is a file', () =>
    withFolder(async folder => {
      const dataDir = join(folder, 'file');
      await writeFile(dataDir, '');
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(
        refusal(new RegExp(`^DATA_DIR ${dataDir} cannot be used .*DATABASE_URL$`)),
      );
    }));

  asOther('a folder where a normal user may not write, in one line', () =>
    withFolder(async folder => {
      await chmod(folder, 0o755);
      const said = await outcome(spawnStarter(folder, { uid: 4_242, gid: 4_242 }));
      expect(said).toMatchObject({
        name: 'EmbeddedPostgresError',
        message: expect.stringMatching(new RegExp(`^DATA_DIR ${folder} cannot be used .*$`)) as string,
      });
    }),
  );

  asOther('a user who has no name on this system', () =>
    withFolder(async folder => {
      await chown(folder, 4_242, 4_242);
      const said = await outcome(spawnStarter(folder, { uid: 4_242, gid: 4_242 }));
      expect(said.message).toMatch(/^PostgreSQL does not run as a user without a name .* set DATABASE_URL$/);
    }),
  );

  asUser('a folder where this user may not write', () =>
    withFolder(async folder => {
      await chmod(folder, 0o500);
      await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toMatchObject(refusal(/cannot be used/));
    }),
  );

  it('data whose password is gone, and says which file to put back', () =>
    withFolder(async dataDir => {
      await (await startEmbeddedPostgres({ dataDir })).stop();
      await rm(join(dataDir, 'postgres.password'));
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(refusal(/postgres\.password is missing/));
    }));

  it('data that PostgreSQL refuses, with its reason', () =>
    withFolder(async dataDir => {
      await (await startEmbeddedPostgres({ dataDir })).stop();
      await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9.6\n');
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(refusal(/incompatible with server/));
      await rm(join(dataDir, 'postgres'), { recursive: true });
      await mkdir(join(dataDir, 'postgres'));
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject(refusal(/PostgreSQL did not start/));
    }));
});

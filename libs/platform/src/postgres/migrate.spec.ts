import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { assertMigrated, migrate } from './migrate.ts';
import { SchemaMismatch } from './standing.ts';

let database: TestDatabase;
let folder: string;
let migrations: URL;

const add = (name: string, sql: string): Promise<void> =>
  writeFile(join(folder, `${name}.sql`), `-- Up Migration\n${sql};\n`);
const remove = (name: string): Promise<void> => rm(join(folder, `${name}.sql`));

const tables = async (): Promise<readonly string[]> => {
  const text = "select table_name as name from information_schema.tables where table_schema = 'shop' order by 1";
  return (await database.pool.query<{ name: string }>(text)).rows.map(({ name }) => name);
};

beforeEach(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-migrations-'));
  migrations = pathToFileURL(`${folder}/`);
  await add('0001_orders', 'create table shop.orders (id int)');
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

describe('a schema', () => {
  it('is brought to the newest migration, and left alone when it is there', async () => {
    await migrate(database.pool, 'shop', migrations);
    await add('0002_lines', 'create table shop.lines (id int)');
    await Promise.all([migrate(database.pool, 'shop', migrations), migrate(database.pool, 'shop', migrations)]);
    await migrate(database.pool, 'shop', migrations);
    expect(await tables()).toEqual(['lines', 'migrations', 'orders']);
    await assertMigrated(database.pool, 'shop', migrations);
  });

  it('that is newer than the program is refused, by who may change it too', async () => {
    await add('0002_lines', 'create table shop.lines (id int)');
    await migrate(database.pool, 'shop', migrations);
    await remove('0002_lines');
    for (const look of [migrate, assertMigrated]) {
      const refused = look(database.pool, 'shop', migrations);
      await expect(refused).rejects.toThrow(SchemaMismatch);
      await expect(refused).rejects.toThrow(/schema shop is newer than this program \(it has 0002_lines\)/);
    }
  });

  it('that is older than the program, or not there, is told by who only looks, and not changed', async () => {
    await expect(assertMigrated(database.pool, 'shop', migrations)).rejects.toThrow(
      /schema shop is older than this program \(it lacks 0001_orders\): run npm run migrate/,
    );
    await migrate(database.pool, 'shop', migrations);
    await add('0002_lines', 'create table shop.lines (id int)');
    await expect(assertMigrated(database.pool, 'shop', migrations)).rejects.toThrow(/lacks 0002_lines/);
    expect(await tables()).toEqual(['migrations', 'orders']);
  });
});

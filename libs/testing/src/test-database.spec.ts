import { testDatabase } from './test-database.ts';

describe('testDatabase', () => {
  it('gives every caller a database of their own', async () => {
    const [mine, yours] = await Promise.all([testDatabase(), testDatabase()]);
    await mine.pool.query('create table notes (text text)');
    const { rows } = await yours.pool.query(`select to_regclass('notes') as notes`);
    expect(rows).toEqual([{ notes: null }]);
    await Promise.all([mine.drop(), yours.drop()]);
  });
});

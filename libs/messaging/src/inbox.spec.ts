import { migrateConsumers } from '@counterfoil/event-sourcing';
import { inTransaction } from '@counterfoil/platform/postgres';
import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { inbox } from './inbox.ts';

describe('the inbox', () => {
  let db: TestDatabase;
  const count = async () => (await db.pool.query<{ n: number }>('select n from total')).rows[0]?.n;
  const add = (group: string, eventId: string, fail = false) =>
    inTransaction(db.pool, async client => {
      if (!(await inbox(client, group, eventId))) return;
      await client.query('update total set n = n + 1');
      if (fail) throw new Error('before the commit');
    });

  beforeEach(async () => {
    db = await testDatabase();
    await migrateConsumers(db.pool);
    await db.pool.query('create table total as select 0 as n');
  });
  afterEach(() => db.drop());

  it('lets a message have its effect once, also when it comes twice at the same time', async () => {
    await Promise.all([add('a', 'evt_1'), add('a', 'evt_1'), add('a', 'evt_1')]);
    await add('a', 'evt_1');
    expect(await count()).toBe(1);
    await add('b', 'evt_1');
    expect(await count()).toBe(2);
  });

  it('does not remember what was not committed', async () => {
    await expect(add('a', 'evt_1', true)).rejects.toThrow('before the commit');
    await add('a', 'evt_1');
    expect(await count()).toBe(1);
  });

  it('is each group’s own', async () => {
    await add('a', 'evt_1');
    await add('b', 'evt_1');
    await add('b', 'evt_1');
    expect(await count()).toBe(2);
  });
});

import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Pool } from 'pg';
import { HeldTimer } from './held-timer.ts';

const NOW = new Date('2026-11-21T10:00:00.000Z');

describe('a timer that one process holds', () => {
  let db: TestDatabase;
  let processes: HeldTimer[];

  /** The timer as another process would have it. */
  const another = (name = 'a'): HeldTimer => {
    const held = new HeldTimer({ name, run: async () => 1 }, db.pool);
    processes.push(held);
    return held;
  };

  beforeEach(async () => {
    db = await testDatabase();
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map(process => process.stop()));
    await db.drop();
  });

  it('runs in the first that comes, and in no other', async () => {
    const [first, second] = [another(), another()];
    for (let times = 0; times < 3; times += 1) {
      expect(await first.run(NOW)).toBe(1);
      expect(await second.run(NOW)).toBe(0);
    }
    expect(await another('b').run(NOW)).toBe(1);
  });

  it('runs in another one once the first has stopped', async () => {
    const [first, second] = [another(), another()];
    await first.run(NOW);
    await second.run(NOW);
    await first.stop();
    expect(await second.run(NOW)).toBe(1);
    expect(await first.run(NOW)).toBe(0);
  });

  it('runs in another one once the first has lost its connection, and in one only', async () => {
    const [first, second] = [another(), another()];
    await first.run(NOW);
    await db.pool.query(`select pg_terminate_backend(pid, 5000) from pg_locks
                         where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    expect(await second.run(NOW)).toBe(1);
    await eventually(async () => (await first.run(NOW)) === 0);
  });

  it('is tried again while there is no database', async () => {
    const nowhere = new Pool({ host: '127.0.0.1', port: 1 });
    const held = new HeldTimer({ name: 'a', run: async () => 1 }, nowhere);
    await expect(held.run(NOW)).rejects.toThrow('ECONNREFUSED');
    await expect(held.run(NOW)).rejects.toThrow('ECONNREFUSED');
    await held.stop();
    await nowhere.end();
  });
});

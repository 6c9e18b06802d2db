import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { openLockSession } from './lock-session.ts';

describe('a session that holds locks', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await testDatabase();
  });
  afterEach(() => db.drop());

  it('ends within seconds of its machine losing power or network: the server asks, and waits no longer', async () => {
    const client = await openLockSession(db.pool, () => {});
    const shown = async (name: string) => (await client.query<Record<string, string>>(`show ${name}`)).rows[0]?.[name];
    // As the server's socket has them: on a socket of the file system they would be 0.
    expect(await shown('tcp_keepalives_idle')).toBe('5');
    expect(await shown('tcp_keepalives_interval')).toBe('2');
    expect(await shown('tcp_keepalives_count')).toBe('3');
    expect(await shown('tcp_user_timeout')).toBe('11000');
    await client.end();
  });

  it('tells when it is lost', async () => {
    const lost = Promise.withResolvers<Error>();
    const client = await openLockSession(db.pool, lost.resolve);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    expect((await lost.promise).message).toMatch(/terminat|closed/i);
  });
});

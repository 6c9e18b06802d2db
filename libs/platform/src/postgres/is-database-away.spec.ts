import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { testDatabase } from '@counterfoil/testing';
import { Client, DatabaseError } from 'pg';
import { isDatabaseAway } from './is-database-away.ts';

const failureOf = async (attempt: Promise<unknown>): Promise<unknown> => attempt.then(() => null).catch(error => error);

describe('a database that is away', () => {
  it('breaks off what it was asked', async () => {
    const { pool, drop } = await testDatabase();
    const client = await pool.connect();
    // It is to lose its connection.
    client.on('error', () => {});
    const asked = failureOf(client.query('select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)'));
    expect(isDatabaseAway(await asked)).toBe(true);
    expect(isDatabaseAway(await failureOf(client.query('select 1')))).toBe(true);
    client.release(true);
    await drop();
  });

  it('takes no connection, or drops it', async () => {
    const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connected = () => failureOf(new Client({ host: '127.0.0.1', port }).connect());
    expect(isDatabaseAway(await connected())).toBe(true);
    server.close();
    await once(server, 'close');
    const refused = await connected();
    expect(isDatabaseAway(refused)).toBe(true);
    expect(isDatabaseAway(new Error('an append', { cause: refused }))).toBe(true);
  });

  it('starts, or has no connection free', () => {
    for (const code of ['57P03', '57P01', '08006', '53300'])
      expect(isDatabaseAway(Object.assign(new DatabaseError('no', 0, 'error'), { code }))).toBe(true);
  });
});

it('a database that answers with an error is there', async () => {
  const { pool, drop } = await testDatabase();
  expect(isDatabaseAway(await failureOf(pool.query('select * from nowhere')))).toBe(false);
  expect(isDatabaseAway(new Error('unreachable'))).toBe(false);
  expect(isDatabaseAway('ECONNREFUSED')).toBe(false);
  await drop();
});

import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { takeConsumerLock } from '@counterfoil/event-sourcing';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Pool } from 'pg';
import { answeringSession } from './answering-session.ts';

/** A way to the database on which it may fall silent: nothing comes back any more, and nobody hangs up. */
const openWay = async (url: URL) => {
  const ways: (() => void)[] = [];
  const server = createServer(socket => {
    const upstream = connect(Number(url.port), url.hostname);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => {}); // One end is cut off when the other is.
    ways.push(() => upstream.unpipe(socket).resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    fallSilent: () => ways.forEach(silence => silence()),
    close: () => server.close(),
  };
};

describe('the session that holds the dispatcher’s lock', () => {
  let db: TestDatabase;
  let way: Awaited<ReturnType<typeof openWay>>;
  let pool: Pool;
  beforeEach(async () => {
    db = await testDatabase();
    way = await openWay(new URL(db.url));
    pool = new Pool({ connectionString: way.url });
  });
  afterEach(async () => {
    await pool.end();
    way.close();
    await db.drop();
  });

  it('is lost when the database does not answer: another process may hold the lock by now', async () => {
    const lock = await takeConsumerLock(pool, 'webhook.dispatcher', new AbortController().signal);
    const session = answeringSession(lock.client, 200);
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    way.fallSilent();
    await expect(session.query('select 2')).rejects.toThrow('Connection terminated');
    expect(await lock.lost).toBeInstanceOf(Error);
    await lock.release();
  });

  it('outlives answers that come in time, however many, and any time between them', async () => {
    const lock = await takeConsumerLock(pool, 'webhook.dispatcher', new AbortController().signal);
    const session = answeringSession(lock.client, 2_000);
    await expect(session.query('select broken')).rejects.toThrow('column "broken" does not exist');
    expect((await session.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
    await lock.release();
  });
});

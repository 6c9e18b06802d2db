import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, spawnProduct, startProduct, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { keyTold, leftOn, withFolder } from './starting.ts';

const SECRET = 'hunter2';

let database: TestDatabase;
const taken = createServer();
let takenPort: string;

beforeAll(async () => {
  database = await testDatabase();
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  takenPort = String((taken.address() as AddressInfo).port);
});

afterAll(async () => {
  taken.close();
  await database.drop();
});

type Env = Readonly<Record<string, string>>;

/** Starts it, and expects one plain line that begins with `line`, nothing else, and nothing left running. */
const expectRefused = async (env: Env & { readonly DATA_DIR: string }, line: RegExp): Promise<void> => {
  const product = await spawnProduct(env);
  const code = await product.exited;
  expect({ ...product.output(), code, left: await leftOn(env.DATA_DIR) }).toEqual({
    stdout: '',
    stderr: expect.stringMatching(line) as string,
    code: 1,
    left: [],
  });
  expect(product.output().stderr).toMatch(/^[^\n]{20,300}\n$/);
  expect(product.output().stderr).not.toContain(SECRET);
};

const withDatabase = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

/** What is set, and how the line begins. */
const refusals: Readonly<Record<string, readonly [() => Env | Promise<Env>, RegExp]>> = {
  'a taken PORT': [() => ({ PORT: takenPort }), /^PORT: port \d+ is in use/],
  'a bad setting': [() => ({ RECONCILE_EVERY_S: SECRET }), /^RECONCILE_EVERY_S must be/],
  'a bad API key': [() => ({ SANDBOX_API_KEY: `sk_test_${SECRET}` }), /^SANDBOX_API_KEY must be/],
  'live mode, for which there is no provider yet': [
    () => ({ MODE: 'live', VAULT_KEY: Buffer.alloc(32).toString('base64') }),
    /^MODE=live: this version has no live provider/,
  ],
  'a wrong password': [
    () => ({ DATABASE_URL: withDatabase(url => (url.password = SECRET)) }),
    /^DATABASE_URL: the database refused the connection \(28P01\)/,
  ],
  'a database that does not exist': [
    () => ({ DATABASE_URL: withDatabase(url => (url.pathname = randomUUID())) }),
    /^DATABASE_URL: the database refused the connection \(3D000\)/,
  ],
  'a user who may not make tables': [
    async () => {
      const user = `reader_${randomUUID().replaceAll('-', '')}`;
      await database.pool.query(`create role ${user} login password '${SECRET}'`);
      return { DATABASE_URL: withDatabase(url => Object.assign(url, { username: user, password: SECRET })) };
    },
    /^DATABASE_URL: the database does not take our tables \(42501/,
  ],
  'an event log that cannot be used': [
    () => ({ DATABASE_URL: database.url, EVENT_STORE_URL: withDatabase(url => (url.password = SECRET)) }),
    /^EVENT_STORE_URL: the database refused/,
  ],
};

describe('a start says in one line what to change, leaves nothing running and exits 1, with', () => {
  it.each(Object.entries(refusals))('%s', (_, [env, line]) =>
    withFolder(async DATA_DIR => expectRefused({ DATA_DIR, ...(await env()) }, line)),
  );

  it('a database that is not there, after waiting for it for 10 s', () =>
    withFolder(async DATA_DIR => {
      const url = `postgres://user:${SECRET}@127.0.0.1:${await freePort()}/db`;
      const started = performance.now();
      await expectRefused({ DATA_DIR, DATABASE_URL: url }, /^DATABASE_URL: .* cannot be reached \(ECONNREFUSED\)/);
      expect(performance.now() - started).toBeGreaterThan(10_000);
    }));

  it('a data folder that cannot be made, whether PostgreSQL is embedded or not', () =>
    withFolder(async folder => {
      const DATA_DIR = join(folder, 'file', 'data');
      await writeFile(join(folder, 'file'), '');
      await expectRefused({ DATA_DIR }, /^DATA_DIR .*file.data cannot be used/);
      await expectRefused({ DATA_DIR, DATABASE_URL: database.url }, /^DATA_DIR .*file.data cannot be used/);
    }));

  it('a data folder on a file system that takes none', async () => {
    const DATA_DIR = '/proc/counterfoil';
    await expectRefused({ DATA_DIR }, /^DATA_DIR .proc.counterfoil cannot be used/);
    await expectRefused({ DATA_DIR, DATABASE_URL: database.url }, /^DATA_DIR .proc.counterfoil cannot be used/);
  });

  it('a kept vault key that is none', () =>
    withFolder(async DATA_DIR => {
      await mkdir(DATA_DIR, { recursive: true });
      await writeFile(join(DATA_DIR, 'vault.key'), SECRET);
      await expectRefused({ DATA_DIR, DATABASE_URL: database.url }, /^VAULT_KEY: .*vault.key does not hold 32 bytes/);
    }));

  it('a data folder that another product uses, which goes on', () =>
    withFolder(async DATA_DIR => {
      const first = await startProduct({ DATA_DIR });
      const second = await spawnProduct({ DATA_DIR });
      expect(await second.exited).toBe(1);
      expect(second.output().stderr).toMatch(/^DATA_DIR [^\n]+ is in use by another Counterfoil \(pid \d+\)[^\n]+\n$/);
      expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
      expect(await first.stop()).toBe(0);
    }));

  it('a taken SANDBOX_PSP_PORT; the next start still tells the first API key', () =>
    withFolder(async DATA_DIR => {
      await expectRefused({ DATA_DIR, SANDBOX_PSP_PORT: takenPort }, /^SANDBOX_PSP_PORT: port \d+ is in use/);
      const next = await startProduct({ DATA_DIR });
      expect(await keyTold(next)).toMatch(/^sk_test_/);
      expect(await next.stop()).toBe(0);
    }));

  it('a Node.js that is too old', async () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })`;
    const product = await spawnProduct({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` });
    expect(await product.exited).toBe(1);
    expect(product.output().stderr).toMatch(/^Node.js 24 or newer is needed, this is 20.11.0: [^\n]+\n$/);
  });
});

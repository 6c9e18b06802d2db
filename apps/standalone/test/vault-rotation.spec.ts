import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { card, cards, eventually, spawnProduct, startProduct } from '@counterfoil/testing';
import { Pool } from 'pg';
import { runProduct, type RunningProduct } from './running-product.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const VAULT_KEY = randomBytes(32).toString('base64');
const AMOUNT = { amount: 12_500, currency: 'TRY' };

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ VAULT_KEY });
});

afterAll(() => running.stop());

const settings = () => ({ DATABASE_URL: running.database.url, VAULT_KEY });

/** `npm run vault -- …`, as an operator runs it. */
const begin = (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const script = ['--import', './tools/typescript.mjs', 'apps/cli/src/vault.ts', ...args];
  const { promise: ended, resolve } = Promise.withResolvers<readonly [number | null, string, string]>();
  const child = execFile(
    process.execPath,
    script,
    { cwd: root, env: { PATH: process.env['PATH'], ...env } },
    (_error, stdout, stderr) => resolve([child.exitCode, stdout, stderr]),
  );
  return { child, ended };
};

const vault = (...args: readonly string[]) => begin(args, settings()).ended;

const keysOf = async (pool: Pool, text: string): Promise<readonly string[]> =>
  (await pool.query<{ id: string }>(text)).rows.map(({ id }) => id);
const keysThere = (pool = running.database.pool) => keysOf(pool, 'select id from vault.keys');
const keysNamed = (pool = running.database.pool) =>
  keysOf(
    pool,
    `select distinct encode(substring(sealed from 1 for 4), 'hex') as id from (
       select sealed_number from vault.payment_methods union all select body from idempotency.answers) all_of(sealed)
     where sealed is not null`,
  );

/** A payment that succeeds, under a key whose answer is kept. */
const pay = async (key: string = randomUUID()) =>
  running.merchant.createPayment({ ...AMOUNT, payment_method: card(cards.visa), confirm: true }, key);

it('npm run vault -- rotate seals everything under a new key while payments run: every one succeeds, every answer is replayed', async () => {
  const before = await pay('before the rotation');
  const answers = new Map([['before the rotation', before.text]]);
  const rotations = [(await vault('rotate'))[0]];
  let underWay = true;
  const rotating = (async () => {
    for (let turn = 0; turn < 2; turn += 1) rotations.push((await vault('rotate'))[0]);
    underWay = false;
  })();
  while (underWay) {
    const key = randomUUID();
    const paid = await pay(key);
    expect(paid.body).toMatchObject({ payment: { status: 'SUCCEEDED' } });
    answers.set(key, paid.text);
  }
  await rotating;
  expect(rotations).toEqual([0, 0, 0]);
  expect(answers.size).toBeGreaterThan(20);
  for (const [key, text] of answers) expect((await pay(key)).text).toBe(text);
  const [there, named] = [await keysThere(), await keysNamed()];
  expect(there).toHaveLength(1);
  expect(named).toEqual(there);
}, 90_000);

it('a rotation that is killed half-way is finished by the next one', async () => {
  const first = begin(['rotate'], settings());
  await eventually(async () => (await keysThere()).length === 2, { describe: 'the new key' });
  first.child.kill('SIGKILL');
  await first.ended;
  expect((await vault('rotate'))[0]).toBe(0);
  const there = await keysThere();
  expect([there.length, await keysNamed()]).toEqual([1, there]);
  expect((await pay()).body).toMatchObject({ payment: { status: 'SUCCEEDED' } });
}, 60_000);

it('works on the embedded database of a stopped product, whose key is in the data folder', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-vault-'));
  try {
    await (await startProduct({ DATA_DIR: dataDir })).stop();
    const [code, stdout, stderr] = await begin(['rotate'], { DATA_DIR: dataDir }).ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^key [0-9a-f]{8}: made\n/);
    const server = await startEmbeddedPostgres({ dataDir });
    const pool = new Pool({ connectionString: server.url });
    // The server's stop ends sockets that `pool.end()` has not closed yet.
    pool.on('error', () => {});
    const there = await keysThere(pool);
    await pool.end();
    await server.stop();
    expect(there).toHaveLength(1);
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}, 60_000);

it('another VAULT_KEY than the database’s is refused at the start and by a rotation, in one line, with nothing changed', async () => {
  const other = { ...settings(), VAULT_KEY: randomBytes(32).toString('base64') };
  const there = await keysThere();
  const product = await spawnProduct(other);
  const line = /^VAULT_KEY: the database belongs to another key \([0-9a-f]{8}, not [0-9a-f]{8}\)[^\n]*\n$/;
  expect([await product.exited, product.output().stderr]).toEqual([1, expect.stringMatching(line)]);
  const [code, , stderr] = await begin(['rotate'], other).ended;
  expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
  expect(await keysThere()).toEqual(there);
}, 60_000);

it.each([[[]], [['turn']], [['rotate', 'twice']]])('npm run vault -- %j tells its usage', async args => {
  expect(await vault(...args)).toEqual([1, '', 'Usage: npm run vault -- rotate\n']);
});

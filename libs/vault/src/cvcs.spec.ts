import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { CardVault } from './card-vault.ts';
import { type Cvcs, cvcsInMemory, cvcsInTable, SEALED_CVCS } from './cvcs.ts';
import { KeyRing } from './key-ring.ts';
import { rotate } from './rotation.ts';
import { Sealer } from './sealer.ts';

const sealer = new Sealer(randomBytes(32));
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await CardVault.migrate(database.pool);
});

afterAll(() => database.drop());

const inTable = async (): Promise<Cvcs> => cvcsInTable(database.pool, await KeyRing.open(database.pool, sealer));

describe.each([
  ['in memory', async () => cvcsInMemory()],
  ['in a table', inTable],
])('a cvc %s', (_, open) => {
  it('is there until it is forgotten, and is the last that was given', async () => {
    const cvcs = await open();
    expect(await cvcs.find('pm_1')).toBeNull();
    await cvcs.keep('pm_1', '123');
    await cvcs.keep('pm_1', '987');
    expect(await cvcs.find('pm_1')).toBe('987');
    expect(await cvcs.find('pm_2')).toBeNull();
    await cvcs.forget('pm_1');
    expect(await cvcs.find('pm_1')).toBeNull();
  });
});

describe('a cvc in a table', () => {
  it('is found by another process', async () => {
    await (await inTable()).keep('pm_3', '123');
    expect(await (await inTable()).find('pm_3')).toBe('123');
  });

  it('is sealed, for its payment method only, in a table of which nothing is logged', async () => {
    const cvcs = await inTable();
    await cvcs.keep('pm_4', '4321');
    const { rows } = await database.pool.query<{ kept: string; persistence: string }>(
      `select (select string_agg(encode(sealed_cvc, 'escape'), ' ') from vault.cvcs) as kept, relpersistence as persistence
       from pg_class where oid = 'vault.cvcs'::regclass`,
    );
    expect(rows[0]?.persistence).toBe('u');
    expect(rows[0]?.kept).not.toContain('4321');
    await database.pool.query(
      "insert into vault.cvcs select 'pm_5', sealed_cvc, expires_at from vault.cvcs where payment_method_id = 'pm_4'",
    );
    await expect(cvcs.find('pm_5')).rejects.toThrow('changed, or belong elsewhere');
  });

  it('is not kept again when the command that brought its card is repeated, for its provider may have answered', async () => {
    const keys = await KeyRing.open(database.pool, sealer);
    const vault = new CardVault(database.pool, sealer, keys, cvcsInTable(database.pool, keys));
    const now = new Date();
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' };
    const taken = { id: 'pm_8', merchantId: 'mer_1', paymentId: 'pay_1', card, now, ttlMs: 60_000 };
    await vault.store(taken);
    expect((await vault.reveal('pm_8', now)).cvc).toBe('123');
    await vault.forgetCvc('pm_8');
    await vault.store(taken);
    expect((await vault.reveal('pm_8', now)).cvc).toBeNull();
  });

  it('counts as gone after 15 minutes, and is swept away then', async () => {
    const cvcs = await inTable();
    await cvcs.keep('pm_6', '123');
    const { rows } = await database.pool.query<{ left: number }>(
      `select extract(epoch from expires_at - now())::int as left from vault.cvcs where payment_method_id = 'pm_6'`,
    );
    expect(rows[0]?.left).toBeGreaterThan(890);
    expect(rows[0]?.left).toBeLessThanOrEqual(900);
    await database.pool.query("update vault.cvcs set expires_at = now() where payment_method_id = 'pm_6'");
    expect(await cvcs.find('pm_6')).toBeNull();
    expect(await cvcs.sweep()).toBe(1);
  });

  it('outlives a rotation of the keys', async () => {
    const cvcs = await inTable();
    const keys = await KeyRing.open(database.pool, sealer);
    await database.pool.query('truncate vault.cvcs');
    await cvcs.keep('pm_7', '123');
    const { signal: stop } = new AbortController();
    await rotate({ pool: database.pool, keys, columns: [SEALED_CVCS], tell: () => undefined, stop });
    expect(await cvcs.find('pm_7')).toBe('123');
  });
});

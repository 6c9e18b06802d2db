import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { CardVault, SEALED_NUMBERS } from './card-vault.ts';
import { KeyRing, WrongVaultKey } from './key-ring.ts';
import { rotate } from './rotation.ts';
import { keyIdOf, Sealer } from './sealer.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const NUMBER = '4242424242424242';
const card = { number: NUMBER, exp_month: 12, exp_year: 2030, cvc: null };
const METHODS = Array.from({ length: 1_201 }, (_, index) => `pm_${index}`);

let db: TestDatabase;
let root: Sealer;

beforeEach(async () => {
  db = await testDatabase();
  root = new Sealer(randomBytes(32));
  await CardVault.migrate(db.pool);
});
afterEach(() => db.drop());

const newVault = () => new CardVault(db.pool, root);
const store = (vault: CardVault, id: string, paymentId: string | null = null) =>
  vault.store({ id, merchantId: 'mer_1', paymentId, card, now, ttlMs: 1_000 });

const turn = async (stop = new AbortController().signal, tell: (line: string) => void = () => {}, pool = db.pool) =>
  rotate({ pool, keys: await KeyRing.open(db.pool, root), columns: [SEALED_NUMBERS], tell, stop });

/** `db.pool`, with `happening` before its n-th connection is given out. */
const poolWith = (nth: number, happening: () => Promise<unknown>): typeof db.pool => {
  let connections = 0;
  const connect = async () => {
    connections += 1;
    if (connections === nth) await happening();
    return db.pool.connect();
  };
  return Object.assign(Object.create(db.pool), { connect, query: db.pool.query.bind(db.pool) }) as typeof db.pool;
};

const loseTurn = () =>
  db.pool.query(`select pg_terminate_backend(pid) from pg_locks join pg_database on database = oid
                 where locktype = 'advisory' and datname = current_database()`);

const keysThere = async (): Promise<readonly string[]> =>
  (await db.pool.query<{ id: string }>('select id from vault.keys order by number')).rows.map(({ id }) => id);

const keysNamed = async (): Promise<readonly string[]> => {
  const text = 'select distinct sealed_number from vault.payment_methods where sealed_number is not null';
  const { rows } = await db.pool.query<{ sealed_number: Buffer }>(text);
  return [...new Set(rows.map(row => keyIdOf(row.sealed_number)))];
};

const revealAll = async (vault: CardVault, ids: readonly string[]): Promise<void> => {
  for (const id of ids) expect(await vault.reveal(id, now)).toMatchObject({ number: NUMBER });
};

describe('a rotation of the vault’s keys', () => {
  it('seals every number under the new key, in batches, and deletes the keys that nothing names', async () => {
    await Promise.all(METHODS.map(id => store(newVault(), id)));
    expect(await keysNamed()).toEqual([root.keyId]);
    const lines: string[] = [];
    await turn(undefined, line => lines.push(line));
    const [first] = await keysThere();
    expect(await keysNamed()).toEqual([first]);
    expect(lines).toEqual([
      `key ${first}: made`,
      ...[500, 1_000, 1_201].map(done => `card numbers: ${done} sealed under ${first}`),
    ]);
    await turn();
    const [second, ...more] = await keysThere();
    expect([second === first, more, await keysNamed()]).toEqual([false, [], [second]]);
    await revealAll(newVault(), METHODS.slice(0, 20));
    const [before, after] = [await newVault().find('pm_0', 'mer_1', now), await store(newVault(), 'pm_later')];
    expect(after.fingerprint).toBe(before?.fingerprint);
  }, 30_000);

  it('loses no card that is stored, revealed or wiped meanwhile, by whoever knew only the old key', async () => {
    const old = newVault();
    await store(old, 'pm_old');
    await store(old, 'pm_wiped', 'pay_1');
    const turned = turn().then(() => 'turned');
    const stored: string[] = [];
    while ((await Promise.race([turned, store(old, `pm_n${stored.length}`)])) !== 'turned') {
      stored.push(`pm_n${stored.length}`);
      if (stored.length === 5) await old.wipeOfPayment('pay_1');
    }
    expect(stored.length).toBeGreaterThan(10);
    await revealAll(newVault(), [...stored, 'pm_old']);
    await revealAll(old, ['pm_old']);
    await expect(newVault().reveal('pm_wiped', now)).rejects.toThrow('not in the vault');
  });

  it('that was broken off is finished by the next, and two at once both end well', async () => {
    const stop = new AbortController();
    await Promise.all(METHODS.map(id => store(newVault(), id)));
    await expect(turn(stop.signal, () => stop.abort())).rejects.toThrow();
    expect(await keysNamed()).toEqual([root.keyId]);
    await Promise.all([turn(), turn()]);
    const there = await keysThere();
    expect([there.length, await keysNamed()]).toEqual([1, there]);
    await revealAll(newVault(), METHODS.slice(0, 20));
  }, 30_000);

  it('loses no card when its connection broke, and with it the turn', async () => {
    await Promise.all(METHODS.map(id => store(newVault(), id)));
    const overtaken = poolWith(3, async () => {
      await loseTurn();
      await turn();
    });
    await expect(turn(undefined, undefined, overtaken)).rejects.toThrow('another rotation');
    expect(await keysNamed()).toEqual(await keysThere());
    await revealAll(newVault(), METHODS.slice(-20));
  }, 30_000);

  it('never deletes a key that is newer than its own', async () => {
    const newer = new Sealer(randomBytes(32));
    const addNewer = () =>
      db.pool.query('insert into vault.keys (id, sealed_key) values ($1, $2)', [newer.keyId, Buffer.alloc(0)]);
    await turn(undefined, undefined, poolWith(3, addNewer));
    expect(await keysThere()).toHaveLength(2);
  });

  it('can be stopped while it waits for its turn', async () => {
    const other = await db.pool.connect();
    await other.query('select pg_advisory_lock(1987211124)');
    const stop = new AbortController();
    const waiting = turn(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('abort');
    expect(await keysThere()).toEqual([]);
    other.release(true);
  });

  it('leaves alone what nobody can open, and says so', async () => {
    await store(newVault(), 'pm_good');
    await store(newVault(), 'pm_spoilt');
    await db.pool
      .query(`update vault.payment_methods set sealed_number = set_byte(sealed_number, 50, 1 # get_byte(sealed_number, 50))
                         where id = 'pm_spoilt'`);
    const lines: string[] = [];
    await turn(undefined, line => lines.push(line));
    expect(lines).toContain('card numbers: 1 cannot be opened by any key, and stay as they are');
    await revealAll(newVault(), ['pm_good']);
  });
});

describe('the keys of a database', () => {
  it('seal again what was sealed under a key that a rotation deleted before it was committed', async () => {
    const keys = await KeyRing.open(db.pool, root);
    await turn();
    const sealedUnder: string[] = [];
    const late = await keys.keep('late', 'place', async sealed => {
      sealedUnder.push(keyIdOf(sealed));
      // A process that was stopped for longer than anybody waits.
      if (sealedUnder.length === 1) await turn();
      return sealed;
    });
    expect(sealedUnder).toHaveLength(2);
    expect(await keysThere()).toEqual([sealedUnder[1]]);
    expect((await (await KeyRing.open(db.pool, root)).open(late, 'place')).toString()).toBe('late');
  }, 30_000);

  it('are refused under another VAULT_KEY, which the error does not tell', async () => {
    await KeyRing.open(db.pool, root);
    await KeyRing.open(db.pool, root);
    const bytes = randomBytes(32);
    const refused: unknown = await KeyRing.open(db.pool, new Sealer(bytes)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WrongVaultKey);
    expect(String(refused)).not.toContain(bytes.toString('base64'));
  });
});

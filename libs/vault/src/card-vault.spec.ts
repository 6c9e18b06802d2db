import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { CardUnavailable, CardVault } from './card-vault.ts';
import { CannotOpen, Sealer } from './sealer.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const NUMBER = '4242424242424242';
const card = { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2030, cvc: '9876' };
const toStore = { id: 'pm_1', merchantId: 'mer_1', paymentId: null, card, now, ttlMs: 1_000 };

describe('the card vault', () => {
  let db: TestDatabase;
  const key = randomBytes(32);
  const newVault = () => new CardVault(db.pool, new Sealer(key));

  beforeAll(async () => {
    db = await testDatabase();
    await CardVault.migrate(db.pool);
  });
  beforeEach(() => db.pool.query('truncate vault.payment_methods'));
  afterAll(() => db.drop());

  it('shows what may be shown', async () => {
    const method = await newVault().store(toStore);
    expect(method).toMatchObject({
      brand: 'visa',
      last4: '4242',
      expMonth: 12,
      expYear: 2030,
      expiresAt: later(1_000),
    });
    expect(await newVault().find('pm_1', 'mer_1', now)).toEqual(method);
    expect(JSON.stringify(method)).not.toContain(NUMBER);
  });

  it('reveals the card, and the cvc only in the process that took it', async () => {
    const vault = newVault();
    await vault.store(toStore);
    expect(await vault.reveal('pm_1', now)).toEqual({ number: NUMBER, expMonth: 12, expYear: 2030, cvc: '9876' });
    expect(await newVault().reveal('pm_1', now)).toMatchObject({ number: NUMBER, cvc: null });
    await vault.forgetCvc('pm_1');
    expect(await vault.reveal('pm_1', now)).toMatchObject({ number: NUMBER, cvc: null });
  });

  it('stores an id once, and takes the cvc again from a payer who retries after a crash', async () => {
    const first = await newVault().store(toStore);
    const vault = newVault();
    const again = { ...toStore, card: { ...card, number: '5555 5555 5555 4444' }, now: later(10) };
    expect(await vault.store(again)).toEqual(first);
    expect(await vault.reveal('pm_1', now)).toMatchObject({ number: NUMBER, cvc: '9876' });
  });

  it('keeps neither number nor cvc in the open', async () => {
    await newVault().store(toStore);
    const { rows } = await db.pool.query<{ row: string; bytes: string }>(
      `select t::text as row, encode(sealed_number, 'escape') as bytes from vault.payment_methods t`,
    );
    for (const secret of [NUMBER, Buffer.from(NUMBER).toString('hex'), '9876'])
      expect(JSON.stringify({ ...rows[0], row: rows[0]?.row.replaceAll(/\\x[0-9a-f]+/g, '') })).not.toContain(secret);
    expect(rows[0]?.row).not.toContain(Buffer.from(NUMBER).toString('hex'));
  });

  it('gives a number the same fingerprint for one merchant, and another for another', async () => {
    const vault = newVault();
    const [first, second, foreign, other] = await Promise.all([
      vault.store(toStore),
      vault.store({ ...toStore, id: 'pm_2', card: { ...card, number: NUMBER, exp_year: 2031 } }),
      vault.store({ ...toStore, id: 'pm_3', merchantId: 'mer_2' }),
      vault.store({ ...toStore, id: 'pm_4', card: { ...card, number: '5555555555554444' } }),
    ]);
    expect(first.fingerprint).toBe(second.fingerprint);
    expect(new Set([first, foreign, other].map(method => method.fingerprint)).size).toBe(3);
  });

  it('finds nothing for another merchant, or once expired', async () => {
    const vault = newVault();
    await vault.store(toStore);
    expect(await vault.find('pm_1', 'mer_2', now)).toBeNull();
    expect(await vault.find('pm_1', 'mer_1', later(999))).not.toBeNull();
    expect(await vault.find('pm_1', 'mer_1', later(1_000))).toBeNull();
    await expect(vault.reveal('pm_1', later(1_000))).rejects.toThrow(CardUnavailable);
  });

  it('wipes the cards of one payment, and of no other', async () => {
    const vault = newVault();
    const stored = [
      ['pm_1', 'pay_1'],
      ['pm_2', 'pay_1'],
      ['pm_3', 'pay_2'],
      ['pm_4', null],
    ] as const;
    for (const [id, paymentId] of stored) await vault.store({ ...toStore, id, paymentId });
    await vault.wipeOfPayment('pay_1');
    await vault.wipeOfPayment('pay_1', later(5));
    for (const id of ['pm_1', 'pm_2']) {
      await expect(vault.reveal(id, now)).rejects.toThrow(CardUnavailable);
      expect(await vault.find(id, 'mer_1', now)).toBeNull();
    }
    for (const id of ['pm_3', 'pm_4'])
      expect(await vault.reveal(id, now)).toMatchObject({ number: NUMBER, cvc: '9876' });
  });

  it('keeps a wiped card findable for a command that began before, and takes neither number nor cvc again', async () => {
    const vault = newVault();
    await vault.store({ ...toStore, paymentId: 'pay_1' });
    await vault.wipeOfPayment('pay_1', later(10));
    expect(await vault.find('pm_1', 'mer_1', later(9))).toMatchObject({ last4: '4242' });
    expect(await vault.find('pm_1', 'mer_1', later(10))).toBeNull();
    expect(await vault.store({ ...toStore, paymentId: 'pay_1' })).toMatchObject({ last4: '4242' });
    await expect(vault.reveal('pm_1', now)).rejects.toThrow(CardUnavailable);
    const { rows } = await db.pool.query('select sealed_number from vault.payment_methods');
    expect(rows).toEqual([{ sealed_number: null }]);
  });

  it('sweeps what has expired, and nothing else', async () => {
    const vault = newVault();
    await vault.store(toStore);
    await vault.store({ ...toStore, id: 'pm_2', ttlMs: 2_000 });
    expect(await vault.sweep(later(1_000))).toBe(1);
    expect(await vault.find('pm_2', 'mer_1', later(1_000))).not.toBeNull();
  });

  it('opens no number that was moved to another row, nor under another key', async () => {
    const vault = newVault();
    await vault.store(toStore);
    await vault.store({ ...toStore, id: 'pm_2', card: { ...card, number: '5555555555554444' } });
    await db.pool.query(`update vault.payment_methods t set sealed_number = o.sealed_number
                         from vault.payment_methods o where t.id = 'pm_1' and o.id = 'pm_2'`);
    await expect(vault.reveal('pm_1', now)).rejects.toThrow(CannotOpen);
    await expect(new CardVault(db.pool, new Sealer(randomBytes(32))).reveal('pm_2', now)).rejects.toThrow(CannotOpen);
  });
});

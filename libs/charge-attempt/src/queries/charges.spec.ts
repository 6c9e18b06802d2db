import { migrate } from '@counterfoil/platform/postgres';
import type { ReadBarrier } from '@counterfoil/service';
import { testDatabase } from '@counterfoil/testing';
import { attemptsFromRows, chargesFromRows } from './charges.ts';

it('a cursor that somebody made up, behind every attempt there can be, leads to an empty page', async () => {
  const db = await testDatabase();
  await migrate(db.pool, 'charge_attempt', new URL('../read-model/migrations/', import.meta.url));
  const charges = chargesFromRows(db.pool, { caughtUp: async () => {} } as unknown as ReadBarrier);
  const cursor = Buffer.from('charges:999999999999').toString('base64url');
  expect(await charges.ofPayment('mer_1', 'pay_1', { limit: 20, cursor })).toMatchObject({ data: [], has_more: false });
  expect(await attemptsFromRows(db.pool, { caughtUp: async () => {} } as unknown as ReadBarrier)('pay_1')).toBe(0);
  await db.drop();
});

import { CHARGES } from '@counterfoil/contracts';
import { migrate } from '@counterfoil/platform/postgres';
import type { ReadBarrier } from '@counterfoil/service';
import { InternalChargesController } from '@counterfoil/service/remote';
import { overNetwork, remoteCharges } from '@counterfoil/service/remote/contract';
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

it('a payment’s charges, and what is wrong with a cursor, are the same when they are asked for over the network', async () => {
  const db = await testDatabase();
  await migrate(db.pool, 'charge_attempt', new URL('../read-model/migrations/', import.meta.url));
  const charges = chargesFromRows(db.pool, { caughtUp: async () => {} } as unknown as ReadBarrier);
  const port = { provide: CHARGES, useValue: charges };
  const network = await overNetwork('charge-attempt', 'payment', InternalChargesController, port);
  const remote = remoteCharges(network.client);
  const asked = ['mer_1', 'pay_1', { limit: 20, cursor: undefined }] as const;
  expect(await remote.ofPayment(...asked)).toEqual(await charges.ofPayment(...asked));
  const refusals = await Promise.all(
    [charges, remote].map(each =>
      each.ofPayment('mer_1', 'pay_1', { limit: 20, cursor: 'x' }).catch((e: unknown) => e),
    ),
  );
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ code: 'validation_failed', extras: { errors: [{ pointer: '/cursor' }] } });
  await network.close();
  await expect(remote.ofPayment(...asked)).rejects.toThrow();
  await db.drop();
});

import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { TestClock } from './test-clock.ts';

const FIRST = new Date('2026-11-21T10:00:00.000Z');
const LONG_AGO = new Date(0);
const after = (seconds: number): Date => new Date(FIRST.getTime() + seconds * 1_000);

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
});

afterEach(() => database.drop());

const opened = (notBefore: { readonly first?: Date; readonly written?: Date } = {}): Promise<TestClock> =>
  TestClock.open(database.pool, { first: FIRST, written: LONG_AGO, ...notBefore });

describe('the test clock', () => {
  it('stands still from the first start on, over restarts', async () => {
    expect((await opened()).now()).toEqual(FIRST);
    expect((await opened({ first: after(60) })).now()).toEqual(FIRST);
  });

  it('moves only when told to, and keeps where it was moved to', async () => {
    const clock = await opened();
    expect(await clock.advance(randomUUID(), 90)).toEqual(after(90));
    expect(await clock.advance(randomUUID(), 0)).toEqual(after(90));
    expect(clock.now()).toEqual(after(90));
    expect((await opened()).now()).toEqual(after(90));
  });

  it('moves once for a command, and answers it the same when it has moved on', async () => {
    const clock = await opened();
    const command = randomUUID();
    await Promise.all([clock.advance(command, 60), clock.advance(command, 60)]);
    await clock.advance(randomUUID(), 5);
    expect(await (await opened()).advance(command, 60)).toEqual(after(60));
    expect(clock.now()).toEqual(after(65));
  });

  it('adds up what is asked for at once', async () => {
    const clock = await opened();
    const told = await Promise.all(Array.from({ length: 20 }, () => clock.advance(randomUUID(), 1)));
    expect(clock.now()).toEqual(after(20));
    expect(told.map(time => time.getTime()).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => after(i + 1).getTime()),
    );
  });

  it('goes on from what was written while it was off, when that is later', async () => {
    await (await opened()).advance(randomUUID(), 60);
    expect((await opened({ written: after(30) })).now()).toEqual(after(60));
    expect((await opened({ written: after(3_600) })).now()).toEqual(after(3_600));
    expect((await opened()).now()).toEqual(after(3_600));
  });

  it.each([Number.MAX_SAFE_INTEGER, 8_000 * 366 * 86_400])(
    'has an end, which %d seconds would lead beyond',
    async seconds => {
      const clock = await opened();
      await expect(clock.advance(randomUUID(), seconds)).rejects.toMatchObject({
        code: 'validation_failed',
        extras: { errors: [{ pointer: '/seconds' }] },
      });
      expect(clock.now()).toEqual(FIRST);
    },
  );

  it('may be moved into its last second, and stands there', async () => {
    const clock = await opened();
    const last = (Date.parse('9998-12-31T23:59:59.000Z') - FIRST.getTime()) / 1_000;
    expect((await clock.advance(randomUUID(), last)).toISOString()).toBe('9998-12-31T23:59:59.000Z');
    await expect(clock.advance(randomUUID(), 1)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

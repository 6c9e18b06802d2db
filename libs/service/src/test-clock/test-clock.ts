import { crashPoint, deriveUuid, Problem, type Clock } from '@counterfoil/platform';
import { inTransaction, migrate, type Schema } from '@counterfoil/platform/postgres';
import type { Pool, PoolClient } from 'pg';

/** The clock stops short of it: no deadline is more than a year off, and ISO 8601 has four digits for a year. */
const END = Date.parse('9999-01-01T00:00:00.000Z');

/** The table of its times. */
export const testClockSchema: Schema = { name: 'test_clock', migrations: new URL('./migrations/', import.meta.url) };

/**
 * A clock that stands still and is moved by hand (api.md, `TEST_CLOCK`). Its time is kept in PostgreSQL. What another
 * process moved is known here once this one looks.
 */
export class TestClock implements Clock {
  private constructor(
    private readonly pool: Pool,
    private time: number,
  ) {}

  /**
   * Goes on where it stood, but never behind `notBefore`: the first start's time, or that of what was written while the
   * clock was off.
   */
  static async open(pool: Pool, notBefore: { readonly first: Date; readonly written: Date }): Promise<TestClock> {
    await migrate(pool, testClockSchema.name, testClockSchema.migrations);
    const time = await locked(pool, async client => {
      const kept = await latest(client);
      const start = Math.max(kept ?? notBefore.first.getTime(), notBefore.written.getTime());
      if (start !== kept) await keep(client, deriveUuid('test clock', String(start)), start);
      return start;
    });
    return new TestClock(pool, time);
  }

  now(): Date {
    return new Date(this.time);
  }

  /** Looks whether another process has moved it. */
  async look(): Promise<void> {
    const kept = await latest(this.pool);
    if (kept !== undefined) this.time = Math.max(this.time, kept);
  }

  /**
   * Moves it by `seconds`, once for a `commandId` (a UUID) however often it is asked, and answers the time that this has
   * led to. Moves that are asked for at once add up. @throws Problem validation_failed beyond the year 9998
   */
  async advance(commandId: string, seconds: number): Promise<Date> {
    const time = await locked(this.pool, async client => {
      const before = await ledTo(client, commandId);
      if (before !== undefined) return before;
      const moved = ((await latest(client)) ?? this.time) + seconds * 1_000;
      if (moved >= END) throw beyondEnd();
      await keep(client, commandId, moved);
      return moved;
    });
    crashPoint('clock-advanced');
    this.time = Math.max(this.time, time);
    return new Date(time);
  }
}

/** One at a time: what is decided on the latest time holds until the end. */
const locked = <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(pool, async client => {
    await client.query('lock table test_clock.times in exclusive mode');
    return work(client);
  });

const latest = async (client: Pool | PoolClient): Promise<number | undefined> => {
  const { rows } = await client.query<{ now: Date }>('select now from test_clock.times order by now desc limit 1');
  return rows[0]?.now.getTime();
};

const ledTo = async (client: PoolClient, commandId: string): Promise<number | undefined> => {
  const { rows } = await client.query<{ now: Date }>('select now from test_clock.times where command_id = $1', [
    commandId,
  ]);
  return rows[0]?.now.getTime();
};

const keep = async (client: PoolClient, commandId: string, time: number): Promise<void> => {
  await client.query('insert into test_clock.times (command_id, now) values ($1, $2)', [commandId, new Date(time)]);
};

const beyondEnd = (): Problem =>
  new Problem('validation_failed', 'Correct what errors names, and send the request again.', {
    errors: [{ pointer: '/seconds', detail: 'must not move the clock beyond the year 9998' }],
  });

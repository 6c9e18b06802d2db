import { inTransaction } from '@counterfoil/platform/postgres';
import type { Pool, PoolClient } from 'pg';

/** The channel on which a consumer hears that letters of its are due. */
export const REDRIVE_CHANNEL = 'counterfoil_redrive';

const MAX_ERROR_LENGTH = 1_000;

/** What a consumer gives up on, or puts aside. */
export interface Letter {
  /** Its place among the consumer's letters: its position in the log; null for one behind all that are there. */
  readonly position: bigint | null;
  readonly key: string;
  /** Where it was read: a stream and its revision, or `topic/partition` and its offset. */
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** The message itself as JSON, where what it was read from may forget it; null for an event of the log. */
  readonly message: string | null;
}

/**
 * `dead`: the tries are used up. `parked`: waits behind a dead letter of its key, so that order is kept.
 * `due`: an operator asked for another run, which has not come to it yet.
 */
export interface DeadLetter extends Letter {
  readonly position: bigint;
  readonly state: 'dead' | 'parked' | 'due';
  /** The last try's message; null for an event that was never tried. */
  readonly error: string | null;
  readonly attempts: number;
  readonly at: Date;
}

/** Why, and after how many tries, a consumer gave up on an event. */
export interface GivenUp {
  readonly error: unknown;
  readonly attempts: number;
}

type Row = Omit<DeadLetter, 'position' | 'revision'> & { readonly position: string; readonly revision: string };

const toLetter = (row: Row): DeadLetter => ({
  ...row,
  position: BigInt(row.position),
  revision: Number(row.revision),
});

const letterColumns =
  'position, key, stream, revision, event_id as "eventId", type, message::text, state, error, attempts, at';

/** `insert` of a letter, up to the values that follow $1 … $7. */
const inserting = ({ position }: Letter, columns: string): string =>
  `insert into consumer.dead_letters as known
     (consumer, key, stream, revision, event_id, type, message, position, ${columns})
   values ($1, $2, $3, $4, $5, $6, $7, ${position ?? 'default'}`;

/** The message alone: a stack or a cause may hold what must not be kept. PostgreSQL's text holds no NUL. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : 'Something other than an Error was thrown')
    .replaceAll('\0', '')
    .slice(0, MAX_ERROR_LENGTH);

/** What one consumer gave up on, and what waits behind it. */
export class DeadLetters {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /** In log order. */
  async list(): Promise<readonly DeadLetter[]> {
    const { rows } = await this.pool.query<Row>(
      `select ${letterColumns} from consumer.dead_letters where consumer = $1 order by position`,
      [this.consumer],
    );
    return rows.map(toLetter);
  }

  /** A page of them, the newest in the log first: at most `limit` before the position `before`, of one state when given. */
  async newest(page: {
    readonly before: bigint;
    readonly limit: number;
    readonly state: DeadLetter['state'] | null;
  }): Promise<readonly DeadLetter[]> {
    const { rows } = await this.pool.query<Row>(
      `select ${letterColumns} from consumer.dead_letters
       where consumer = $1 and position < $2 and ($3::text is null or state = $3) order by position desc limit $4`,
      [this.consumer, String(page.before), page.state, page.limit],
    );
    return rows.map(toLetter);
  }

  /**
   * Has the running consumer handle the letters (of one key, when given) again, dead and parked, in order, wherever it
   * runs and even if it starts later. Answers how many are due; a letter leaves the list when it has been handled.
   */
  async redrive(key?: string): Promise<number> {
    const { rows } = await this.pool.query<{ due: string }>(
      `with due as (
         update consumer.dead_letters set state = 'due' where consumer = $1 and ($2::text is null or key = $2)
         returning 1
       )
       select count(*) as due, pg_notify('${REDRIVE_CHANNEL}', $1) from due`,
      [this.consumer, key ?? null],
    );
    return Number(rows[0]?.due ?? 0);
  }

  /** The position of each key's first letter. */
  async firstOfKeys(): Promise<Map<string, bigint>> {
    const { rows } = await this.pool.query<{ key: string; first: string }>(
      'select key, min(position) as first from consumer.dead_letters where consumer = $1 group by key',
      [this.consumer],
    );
    return new Map(rows.map(({ key, first }) => [key, BigInt(first)]));
  }

  /** Keys with letters that an operator wants run again, and where the first letter of each was read. */
  async keysDue(): Promise<readonly { readonly key: string; readonly stream: string }[]> {
    const { rows } = await this.pool.query<{ key: string; stream: string }>(
      `select distinct on (key) key, stream from consumer.dead_letters
       where consumer = $1 and key in (select key from consumer.dead_letters where consumer = $1 and state = 'due')
       order by key, position`,
      [this.consumer],
    );
    return rows;
  }

  async firstOf(key: string): Promise<DeadLetter | undefined> {
    const { rows } = await this.pool.query<Row>(
      `select ${letterColumns} from consumer.dead_letters where consumer = $1 and key = $2 order by position limit 1`,
      [this.consumer, key],
    );
    return rows[0] && toLetter(rows[0]);
  }

  /** The letter is dead (again); what is behind it waits. */
  async bury(letter: Letter, { error, attempts }: GivenUp): Promise<void> {
    await this.pool.query(
      `with buried as (
         ${inserting(letter, 'state, error, attempts')}, 'dead', $8, $9)
         on conflict (consumer, event_id) do update
           set state = 'dead', error = excluded.error, attempts = known.attempts + excluded.attempts, at = now()
         returning position
       )
       update consumer.dead_letters set state = 'parked'
       where consumer = $1 and key = $2 and position > (select position from buried)`,
      [...this.columnsOf(letter), messageOf(error), attempts],
    );
  }

  async park(letter: Letter, on: Pool | PoolClient = this.pool): Promise<void> {
    await on.query(
      `${inserting(letter, 'state, attempts')}, 'parked', 0) on conflict do nothing`,
      this.columnsOf(letter),
    );
  }

  /**
   * Parks a message behind the letters of its key, which another process may run meanwhile: false when none is left. One
   * that was read before the first of them was handled then, and is passed over.
   */
  parkBehind(letter: Letter): Promise<boolean> {
    return inTransaction(this.pool, async client => {
      await this.lockKey(client, letter.key);
      const { rows } = await client.query<{ first: string | null }>(
        `select min(revision) filter (where stream = $3) as first from consumer.dead_letters
         where consumer = $1 and key = $2 having count(*) > 0`,
        [this.consumer, letter.key, letter.stream],
      );
      const [found] = rows;
      if (!found) return false;
      if (found.first !== null && Number(found.first) > letter.revision) return true;
      await this.park(letter, client);
      return true;
    });
  }

  remove({ key, position }: DeadLetter): Promise<void> {
    return inTransaction(this.pool, async client => {
      await this.lockKey(client, key);
      await client.query('delete from consumer.dead_letters where consumer = $1 and position = $2', [
        this.consumer,
        String(position),
      ]);
    });
  }

  /** Whoever parks a letter behind the last one, and whoever is done with that one, take turns. */
  private lockKey(client: PoolClient, key: string): Promise<unknown> {
    return client.query(
      `select pg_advisory_xact_lock(hashtextextended('counterfoil.letters.' || $1 || '.' || $2, 0))`,
      [this.consumer, key],
    );
  }

  private columnsOf({ key, stream, revision, eventId, type, message }: Letter): unknown[] {
    return [this.consumer, key, stream, revision, eventId, type, message];
  }
}

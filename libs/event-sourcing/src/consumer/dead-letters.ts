import type { Pool } from 'pg';
import type { RecordedEvent } from '../recorded-event.ts';

/** The channel on which a consumer hears that letters of its are due. */
export const REDRIVE_CHANNEL = 'counterfoil_redrive';

const MAX_ERROR_LENGTH = 1_000;

/**
 * `dead`: the tries are used up. `parked`: waits behind a dead letter of its key, so that order is kept.
 * `due`: an operator asked for another run, which has not come to it yet.
 */
export interface DeadLetter {
  readonly position: bigint;
  readonly key: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
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

type Row = Omit<DeadLetter, 'position'> & { readonly position: string };

const toLetter = (row: Row): DeadLetter => ({ ...row, position: BigInt(row.position) });

const letterColumns = 'position, key, stream, revision, event_id as "eventId", type, state, error, attempts, at';

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

  async keysDue(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ key: string }>(
      `select distinct key from consumer.dead_letters where consumer = $1 and state = 'due'`,
      [this.consumer],
    );
    return rows.map(({ key }) => key);
  }

  async firstOf(key: string): Promise<DeadLetter | undefined> {
    const { rows } = await this.pool.query<Row>(
      `select ${letterColumns} from consumer.dead_letters where consumer = $1 and key = $2 order by position limit 1`,
      [this.consumer, key],
    );
    return rows[0] && toLetter(rows[0]);
  }

  /** The event is dead (again); what is behind it waits. */
  async bury(event: RecordedEvent, key: string, { error, attempts }: GivenUp): Promise<void> {
    await this.pool.query(
      `with behind as (
         update consumer.dead_letters set state = 'parked' where consumer = $1 and key = $3 and position > $2
       )
       insert into consumer.dead_letters as known
         (consumer, position, key, stream, revision, event_id, type, state, error, attempts)
       values ($1, $2, $3, $4, $5, $6, $7, 'dead', $8, $9)
       on conflict (consumer, position) do update
         set state = 'dead', error = excluded.error, attempts = known.attempts + excluded.attempts, at = now()`,
      [...this.columnsOf(event, key), messageOf(error), attempts],
    );
  }

  async park(event: RecordedEvent, key: string): Promise<void> {
    await this.pool.query(
      `insert into consumer.dead_letters (consumer, position, key, stream, revision, event_id, type, state, attempts)
       values ($1, $2, $3, $4, $5, $6, $7, 'parked', 0)
       on conflict (consumer, position) do nothing`,
      this.columnsOf(event, key),
    );
  }

  async remove(position: bigint): Promise<void> {
    await this.pool.query('delete from consumer.dead_letters where consumer = $1 and position = $2', [
      this.consumer,
      String(position),
    ]);
  }

  private columnsOf(event: RecordedEvent, key: string): unknown[] {
    return [this.consumer, String(event.position), key, event.stream, event.revision, event.eventId, event.type];
  }
}

import type { Pool } from 'pg';
import type { Answer, AnswerRow, NewRow, Try } from './answer-row.ts';
import type { AnswerSeal } from './answer-seal.ts';
import type { FieldHashes } from './field-hashes.ts';
import { NOBODY, OWNER_LOCKS } from './owner.ts';
import { StatementBatch } from './statement-batch.ts';

interface Row {
  readonly command_id: string;
  readonly started_at: Date;
  readonly fields: FieldHashes;
  readonly fence: number;
  readonly expires_at: Date;
  readonly status: number | null;
  readonly body: Buffer | null;
}

/** Where sealed answers are, in SQL, for whoever seals them under another key. */
export const SEALED_ANSWERS = {
  name: 'kept answers',
  table: 'idempotency.answers',
  key: 'scope',
  column: 'body',
  belongsTo: 'scope',
} as const;

/** The table `idempotency.answers`. Whatever changes a row names the try that it belongs to, and false says: too late. */
export class AnswerRows {
  private readonly inserts: StatementBatch<NewRow, boolean>;
  private readonly answers: StatementBatch<Try & Answer, boolean>;

  constructor(
    private readonly pool: Pool,
    private readonly seal: AnswerSeal,
  ) {
    this.inserts = new StatementBatch(rows => this.insertAll(rows));
    this.answers = new StatementBatch(answers => this.answerAll(answers));
  }

  /** False when the scope has a row already. */
  insert(row: NewRow): Promise<boolean> {
    return this.inserts.add(row);
  }

  answer(attempt: Try, { status, body }: Answer): Promise<boolean> {
    return this.seal.keep(body, attempt.scope, sealed => this.answers.add({ ...attempt, status, body: sealed }));
  }

  async read(scope: string): Promise<AnswerRow | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'idempotency-read',
      text: `select command_id, started_at, fields, fence, expires_at, status, body
             from idempotency.answers where scope = $1`,
      values: [scope],
    });
    return rows[0] && this.toAnswerRow(scope, rows[0]);
  }

  /** The next try, when the process that had the last one is gone, or it was `owner`'s own. */
  async takeOver(last: Try, owner: number): Promise<Try | undefined> {
    const taken = await this.change(
      last,
      `update idempotency.answers set owner = $4, fence = fence + 1
       where scope = $1 and command_id = $2 and fence = $3 and status is null
         and (owner = $4 or pg_try_advisory_xact_lock_shared($5, owner))`,
      [owner, OWNER_LOCKS],
    );
    const { scope, commandId, startedAt, fence } = last;
    return taken ? { scope, commandId, startedAt, fence: fence + 1 } : undefined;
  }

  /** For a try that broke off: the next one goes on under the same ids, at once and anywhere. */
  handBack(attempt: Try): Promise<boolean> {
    return this.change(
      attempt,
      'update idempotency.answers set owner = $4 where scope = $1 and command_id = $2 and fence = $3',
      [NOBODY],
    );
  }

  /** For a try without effect: the key is as if never used. */
  remove(attempt: Try): Promise<boolean> {
    return this.change(
      attempt,
      'delete from idempotency.answers where scope = $1 and command_id = $2 and fence = $3',
      [],
    );
  }

  /** Deletes at most `limit` rows that have expired. Returns how many. */
  async sweep(now: Date, limit: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from idempotency.answers where scope in
         (select scope from idempotency.answers where expires_at <= $1 limit $2 for update skip locked)`,
      [now, limit],
    );
    return rowCount ?? 0;
  }

  private async change({ scope, commandId, fence }: Try, text: string, more: readonly number[]): Promise<boolean> {
    const { rowCount } = await this.pool.query(text, [scope, commandId, fence, ...more]);
    return rowCount === 1;
  }

  private async insertAll(rows: readonly NewRow[]): Promise<readonly boolean[]> {
    // In one order everywhere, or two processes with the same keys could wait for each other.
    const sorted = rows.toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
    const inserted = await this.pool.query<{ command_id: string }>({
      name: 'idempotency-insert',
      text: `insert into idempotency.answers (scope, command_id, started_at, fields, owner, expires_at)
             select * from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::json[], $5::int[], $6::timestamptz[])
             on conflict (scope) do nothing returning command_id`,
      values: [
        sorted.map(row => row.scope),
        sorted.map(row => row.commandId),
        sorted.map(row => row.startedAt),
        sorted.map(row => JSON.stringify(row.fields)),
        sorted.map(row => row.owner),
        sorted.map(row => row.expiresAt),
      ],
    });
    const ours = new Set(inserted.rows.map(row => row.command_id));
    return rows.map(row => ours.has(row.commandId));
  }

  private async answerAll(answers: readonly (Try & Answer)[]): Promise<readonly boolean[]> {
    // Not a named statement: a plan made for an empty table would read the whole of it when it has grown.
    const { rows } = await this.pool.query<{ command_id: string }>(
      `update idempotency.answers kept set status = made.status, body = made.body
       from unnest($1::text[], $2::uuid[], $3::int[], $4::int[], $5::bytea[])
         as made (scope, command_id, fence, status, body)
       where kept.scope = made.scope and kept.command_id = made.command_id and kept.fence = made.fence
       returning kept.command_id`,
      [
        answers.map(answer => answer.scope),
        answers.map(answer => answer.commandId),
        answers.map(answer => answer.fence),
        answers.map(answer => answer.status),
        answers.map(answer => answer.body),
      ],
    );
    const ours = new Set(rows.map(row => row.command_id));
    return answers.map(answer => ours.has(answer.commandId));
  }

  private async toAnswerRow(scope: string, row: Row): Promise<AnswerRow> {
    const { command_id: commandId, started_at: startedAt, fields, fence, expires_at: expiresAt, status, body } = row;
    const answer = status !== null && body !== null ? { status, body: await this.seal.open(body, scope) } : null;
    return { scope, commandId, startedAt, fields, fence, expiresAt, answer };
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ExponentialBackoff } from 'cockatiel';
import type { Pool } from 'pg';
import { crashPoint } from '../crash-point.ts';
import { stepAside } from '../current-work.ts';
import { migrate } from '../postgres/migrate.ts';
import type { Schema } from '../postgres/standing.ts';
import { Problem } from '../problem/problem.ts';
import type { Answer, AnswerRow, Try } from './answer-row.ts';
import { AnswerRows } from './answer-rows.ts';
import type { AnswerSeal } from './answer-seal.ts';
import { firstDifference, hashFields, type FieldHashes } from './field-hashes.ts';
import { Owner } from './owner.ts';
import { kept } from './scope.ts';

/** A request under a key. `commandId` and `now` count when it is the key's first. */
export interface KeyedRequest {
  /** Merchant, method, full path and key. */
  readonly scope: string;
  /** A JSON value. */
  readonly body: unknown;
  /** A UUID. */
  readonly commandId: string;
  readonly now: Date;
}

/**
 * Does what the request asks for, under ids that follow from `commandId` and at the time `now`. Resolves with an answer
 * to keep; everything else is thrown: a `Problem` below 500 says that there was no effect, any other error leaves it open.
 */
type Work = (identity: { readonly commandId: string; readonly now: Date }) => Promise<Answer>;

interface Answered extends Answer {
  /** Not made by this call: somebody had it already. */
  readonly replayed: boolean;
}

/** The answer that there is, or the right to run. */
type Claimed = { readonly answer: Answer } | { readonly answer: null; readonly attempt: Try };

/** A request of this process that others under its key wait for. */
interface Running {
  /** Of the body that runs; undefined until its right to run is settled. */
  fields?: FieldHashes;
  /** The kept answer, and to which body; undefined when there is none. */
  readonly outcome: Promise<{ readonly answer: Answer; readonly fields: FieldHashes } | undefined>;
}

/** The table of kept answers. */
export const idempotencySchema: Schema = {
  name: 'idempotency',
  migrations: new URL('./migrations/', import.meta.url),
};

const KEPT_MS = 7 * 24 * 3_600_000;
const WAIT_MS = 12_000;
/** Between two looks at what another process runs. */
const looks = new ExponentialBackoff({ initialDelay: 10, maxDelay: 250 });

/**
 * Runs a request once for its key, and replays its answer (api.md, "Idempotency"). The row is committed before the
 * work begins and gives the command its ids and its time, so a retry after a crash repeats the command and not its
 * effect.
 */
export class Idempotency {
  private readonly rows: AnswerRows;
  private readonly owner: Owner;
  private readonly running = new Map<string, Running>();

  constructor(
    pool: Pool,
    private readonly seal: AnswerSeal,
    /** How long a request waits for one under its key that runs, milliseconds. */
    private readonly waitMs = WAIT_MS,
  ) {
    this.rows = new AnswerRows(pool, seal);
    this.owner = new Owner(pool);
  }

  static migrate(pool: Pool): Promise<void> {
    return migrate(pool, idempotencySchema.name, idempotencySchema.migrations);
  }

  /** @throws Problem `idempotency_key_reused` or `idempotency_in_progress`, and whatever `work` throws */
  async run(asked: KeyedRequest, work: Work): Promise<Answered> {
    const request = { ...asked, scope: kept(asked.scope, this.seal) };
    const fields = hashFields(request.body, request.scope, this.seal);
    const deadline = performance.now() + this.waitMs;
    for (;;) {
      const other = this.running.get(request.scope);
      if (!other) return this.lead(request, fields, work, deadline);
      if (other.fields) refuseOtherBody(other.fields, fields);
      stepAside();
      const outcome = await before(deadline, other.outcome);
      if (!outcome) continue;
      refuseOtherBody(outcome.fields, fields);
      return { ...outcome.answer, replayed: true };
    }
  }

  /** Deletes at most `limit` answers that are older than 7 days. Returns how many. */
  sweep(now: Date, limit = 1_000): Promise<number> {
    return this.rows.sweep(now, limit);
  }

  /** Lets others take over what still runs, and the pool end. */
  stop(): Promise<void> {
    return this.owner.renounce();
  }

  private async lead(request: KeyedRequest, fields: FieldHashes, work: Work, deadline: number): Promise<Answered> {
    const { promise: outcome, resolve } = Promise.withResolvers<Awaited<Running['outcome']>>();
    const running: Running = { outcome };
    this.running.set(request.scope, running);
    try {
      const claimed = await this.claim(request, fields, deadline);
      running.fields = fields;
      const answered = claimed.answer
        ? { ...claimed.answer, replayed: true }
        : await this.attempt(claimed.attempt, work);
      resolve({ answer: answered, fields });
      return answered;
    } finally {
      this.running.delete(request.scope);
      // Of no effect after an answer.
      resolve(undefined);
    }
  }

  private async claim(request: KeyedRequest, fields: FieldHashes, deadline: number): Promise<Claimed> {
    const { scope, commandId, now } = request;
    const owner = await this.owner.number();
    const expiresAt = new Date(now.getTime() + KEPT_MS);
    for (let wait = looks.next(); ; wait = wait.next(undefined)) {
      if (await this.rows.insert({ scope, commandId, startedAt: now, fields, owner, expiresAt })) {
        crashPoint('idempotency-row-written');
        return { answer: null, attempt: { scope, commandId, startedAt: now, fence: 1 } };
      }
      const row = await this.rows.read(scope);
      if (row && row.expiresAt <= now) await this.rows.remove(row);
      else if (row) {
        const claimed = await this.claimAgain(row, fields, owner);
        if (claimed) return claimed;
        if (performance.now() + wait.duration > deadline) throw inProgress();
        stepAside();
        await sleep(wait.duration);
      }
    }
  }

  /** Undefined while another live process runs it. */
  private async claimAgain(row: AnswerRow, fields: FieldHashes, owner: number): Promise<Claimed | undefined> {
    refuseOtherBody(row.fields, fields);
    if (row.answer) return { answer: row.answer };
    const attempt = await this.rows.takeOver(row, owner);
    return attempt && { answer: null, attempt };
  }

  private async attempt(attempt: Try, work: Work): Promise<Answered> {
    let answer: Answer;
    try {
      answer = await work({ commandId: attempt.commandId, now: attempt.startedAt });
    } catch (error) {
      const hadNoEffect = attempt.fence === 1 && error instanceof Problem && error.status < 500;
      const given = hadNoEffect ? this.rows.remove(attempt) : this.rows.handBack(attempt);
      // The work's own error says more, and the row can be taken over all the same.
      await this.settled(given).catch(() => {});
      throw error;
    }
    crashPoint('answer-ready');
    return this.keep(attempt, answer);
  }

  private async keep(attempt: Try, answer: Answer): Promise<Answered> {
    if (await this.settled(this.rows.answer(attempt, answer))) {
      crashPoint('answer-kept');
      return { ...answer, replayed: false };
    }
    // Somebody took over. Theirs may differ by what has happened since, and there is only one first answer.
    const row = await this.rows.read(attempt.scope);
    if (row?.commandId !== attempt.commandId) return { ...answer, replayed: false };
    if (!row.answer) throw inProgress();
    return { ...row.answer, replayed: true };
  }

  /** A row that this process could not settle must not look as if it ran here for ever. */
  private async settled(change: Promise<boolean>): Promise<boolean> {
    try {
      return await change;
    } catch (error) {
      await this.owner.renounce();
      throw error;
    }
  }
}

const refuseOtherBody = (before: FieldHashes, now: FieldHashes): void => {
  const pointer = firstDifference(before, now);
  if (pointer === undefined) return;
  throw new Problem('idempotency_key_reused', 'Send the body of the first request again, or use a new key', {
    errors: [{ pointer, detail: 'differs from the first request under this idempotency key' }],
  });
};

const inProgress = (): Problem =>
  new Problem('idempotency_in_progress', 'Send the request again in a moment, under the same key', { retryAfter: 1 });

/** @throws Problem `idempotency_in_progress` when the deadline passes first */
const before = async <T>(deadline: number, outcome: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(inProgress()), deadline - performance.now());
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
};

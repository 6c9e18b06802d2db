import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Pool } from 'pg';
import { answerSeal } from '../../test/answer-seal.ts';
import { Problem } from '../problem/problem.ts';
import type { Answer } from './answer-row.ts';
import { Idempotency, type KeyedRequest } from './idempotency.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const keyed = (changes: Partial<KeyedRequest> = {}): KeyedRequest => ({
  scope: 'mer_1 POST /v1/payments key-1',
  body: { amount: 12_500 },
  commandId: randomUUID(),
  now,
  ...changes,
});
const answerOf = (text: string): Answer => ({ status: 201, body: Buffer.from(text) });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

/** Work that begins when it is called and ends when the test says so. */
const heldWork = () => {
  const begun = Promise.withResolvers<undefined>();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const work = (): Promise<Answer> => {
    begun.resolve(undefined);
    return promise;
  };
  return { work, begun: begun.promise, end: resolve, fail: reject };
};

/** A process that is in the middle of the work for `request`. */
const startChild = async (url: string, request: KeyedRequest) => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const program = fileURLToPath(new URL('../../test/keyed-work.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', './tools/typescript.mjs', program, url, 'secret', JSON.stringify(request)],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { identity: JSON.parse(line) as { commandId: string; now: string }, kill };
};

describe('idempotency between processes', () => {
  let db: TestDatabase;
  let otherPool: Pool;
  let one: Idempotency;
  let other: Idempotency;
  /** Waits for nobody. */
  let impatient: Idempotency;
  const row = async () => (await db.pool.query('select fence, status from idempotency.answers')).rows[0] as unknown;
  /** What a process that died leaves, without the wait for its end. */
  const die = (idempotency: Idempotency) => idempotency.stop();

  beforeAll(async () => {
    db = await testDatabase();
    await Idempotency.migrate(db.pool);
  });
  beforeEach(async () => {
    await db.pool.query('truncate idempotency.answers');
    otherPool = new Pool({ connectionString: db.url });
    one = new Idempotency(db.pool, answerSeal('secret'));
    other = new Idempotency(otherPool, answerSeal('secret'));
    impatient = new Idempotency(otherPool, answerSeal('secret'), 0);
  });
  afterEach(async () => {
    await Promise.all([one, other, impatient].map(each => each.stop()));
    await otherPool.end();
  });
  afterAll(() => db.drop());

  it('waits for what another live process runs, for so long, and refuses another body at once', async () => {
    const held = heldWork();
    const first = one.run(keyed(), held.work);
    await held.begun;
    const twice = () => Promise.reject(new Error('ran twice'));
    expect(await codeOf(impatient.run(keyed(), twice))).toBe('idempotency_in_progress');
    expect(await codeOf(other.run(keyed({ body: {} }), held.work))).toBe('idempotency_key_reused');
    const second = other.run(keyed(), twice);
    held.end(answerOf('first'));
    await first;
    expect(await second).toEqual({ ...answerOf('first'), replayed: true });
  });

  it('runs what another process has given up without an effect, once it has', async () => {
    const held = heldWork();
    const first = one.run(keyed(), held.work);
    await held.begun;
    const second = other.run(keyed(), async () => answerOf('second'));
    held.fail(new Problem('validation_failed', 'It was nothing'));
    expect(await codeOf(first)).toBe('validation_failed');
    expect(await second).toEqual({ ...answerOf('second'), replayed: false });
  });

  it('runs once for a hundred at the same time in two processes', async () => {
    let runs = 0;
    const work = async () => answerOf(`run ${(runs += 1)}`);
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? one : other).run(keyed(), work)),
    );
    expect(runs).toBe(1);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'fulfilled', value: { body: Buffer.from('run 1') } });
  });

  it('answers many keys that two processes ask for in opposite orders', async () => {
    const work = async () => answerOf('done');
    const runAll = (idempotency: Idempotency, scopes: readonly string[]) =>
      scopes.map(scope => codeOf(idempotency.run(keyed({ scope }), work)));
    await Promise.all([one, other].flatMap(idempotency => runAll(idempotency, ['first, which takes a number'])));
    for (let round = 0; round < 5; round += 1) {
      const scopes = Array.from({ length: 100 }, (_, n) => `round ${round}, key ${n}`);
      const outcomes = await Promise.all([...runAll(one, scopes), ...runAll(other, scopes.toReversed())]);
      expect(new Set(outcomes)).toEqual(new Set(['answered']));
    }
  });

  it('takes over from a process killed in mid-work: the same command, the next fence', async () => {
    const request = keyed();
    const child = await startChild(db.url, request);
    expect(child.identity.commandId).toBe(request.commandId);
    expect(await codeOf(impatient.run(keyed(), () => Promise.reject(new Error('ran twice'))))).toBe(
      'idempotency_in_progress',
    );
    await child.kill();
    const identities: unknown[] = [];
    const retry = () =>
      one.run(keyed({ now: new Date() }), async identity => {
        identities.push(identity);
        return answerOf('after the crash');
      });
    const answer = await eventually(retry, { describe: 'the lock of the dead process to be gone' });
    expect(answer).toEqual({ ...answerOf('after the crash'), replayed: false });
    expect(identities).toEqual([{ commandId: request.commandId, now }]);
    expect(await row()).toEqual({ fence: 2, status: 201 });
  });

  it('keeps nothing of a late writer, which answers what was kept', async () => {
    const held = heldWork();
    const late = one.run(keyed(), held.work);
    await held.begun;
    await die(one);
    await eventually(() => other.run(keyed(), async () => answerOf('taken over')));
    held.end(answerOf('late'));
    expect(await late).toEqual({ ...answerOf('taken over'), replayed: true });
    expect(await one.run(keyed(), held.work)).toEqual({ ...answerOf('taken over'), replayed: true });
  });

  it('sends a late writer away while its successor runs: there is one first answer', async () => {
    const [held, successor] = [heldWork(), heldWork()];
    const late = codeOf(one.run(keyed(), held.work));
    await held.begun;
    await die(one);
    const taken = eventually(() => other.run(keyed(), successor.work));
    await successor.begun;
    held.end(answerOf('late'));
    expect(await late).toBe('idempotency_in_progress');
    successor.end(answerOf('taken over'));
    expect(await taken).toEqual({ ...answerOf('taken over'), replayed: false });
  });

  it('lets no late failure remove the row of its successor', async () => {
    const [held, successor] = [heldWork(), heldWork()];
    const late = codeOf(one.run(keyed(), held.work));
    await held.begun;
    await die(one);
    const taken = eventually(() => other.run(keyed(), successor.work));
    await successor.begun;
    held.fail(new Problem('validation_failed', 'No'));
    expect(await late).toBe('validation_failed');
    expect(await row()).toEqual({ fence: 2, status: null });
    successor.end(answerOf('taken over'));
    expect(await taken).toMatchObject({ replayed: false });
  });

  it('does not forget a key for a refusal after a crash: the crash may have had an effect', async () => {
    const held = heldWork();
    const request = keyed();
    const late = codeOf(one.run(request, held.work));
    await held.begun;
    await die(one);
    const refused = eventually(async () => {
      const code = await codeOf(other.run(keyed(), () => Promise.reject(new Problem('validation_failed', 'No'))));
      return code === 'validation_failed';
    });
    await refused;
    const identities: string[] = [];
    const work = async ({ commandId }: { readonly commandId: string }) => {
      identities.push(commandId);
      return answerOf('third');
    };
    expect(await other.run(keyed(), work)).toMatchObject({ replayed: false });
    expect(identities).toEqual([request.commandId]);
    held.end(answerOf('late'));
    expect(await late).toBe('answered');
  });

  it('goes on under another number after its connection was cut', async () => {
    const held = heldWork();
    const first = one.run(keyed(), held.work);
    await held.begun;
    await db.pool.query(`select pg_terminate_backend(pid) from pg_locks
                         where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    const taken = await eventually(() => other.run(keyed(), async () => answerOf('taken over')));
    expect(taken).toMatchObject({ replayed: false });
    held.end(answerOf('late'));
    expect(await first).toEqual({ ...answerOf('taken over'), replayed: true });
    expect(await one.run(keyed({ scope: 'next' }), async () => answerOf('next'))).toMatchObject({ replayed: false });
  });

  it('recovers by itself from an answer that could not be kept', async () => {
    const request = keyed();
    const broken = one.run(request, async () => {
      await db.pool.query('alter table idempotency.answers rename to answers_away');
      return answerOf('lost');
    });
    await expect(broken).rejects.toThrow('idempotency.answers');
    await db.pool.query('alter table idempotency.answers_away rename to answers');
    const identities: string[] = [];
    const retried = await eventually(() =>
      other.run(keyed(), async ({ commandId }) => {
        identities.push(commandId);
        return answerOf('again');
      }),
    );
    expect(retried).toEqual({ ...answerOf('again'), replayed: false });
    expect(identities).toEqual([request.commandId]);
  });
});

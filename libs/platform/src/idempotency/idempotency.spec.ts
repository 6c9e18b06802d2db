import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { answerSeal } from '../../test/answer-seal.ts';
import { Problem } from '../problem/problem.ts';
import type { Answer } from './answer-row.ts';
import { Idempotency, type KeyedRequest } from './idempotency.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const DAY_MS = 24 * 3_600_000;
const body = {
  amount: 12_500,
  customer: { name: 'Ada' },
  payment_method: { card: { number: '4242424242424242', cvc: '1' } },
};
const created: Answer = { status: 201, body: Buffer.from('{"payment":{"id":"pay_1","token":"tok_secret"}}') };
const keyed = (changes: Partial<KeyedRequest> = {}): KeyedRequest => ({
  scope: 'mer_1 POST /v1/payments key-1',
  body,
  commandId: randomUUID(),
  now,
  ...changes,
});
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) =>
      error instanceof Problem
        ? { code: error.code, pointer: error.extras.errors?.[0]?.pointer, retryAfter: error.extras.retryAfter }
        : error,
  );

describe('idempotency', () => {
  let db: TestDatabase;
  let idempotency: Idempotency;
  let calls: { readonly commandId: string; readonly now: Date }[];
  const work = async (identity: { readonly commandId: string; readonly now: Date }): Promise<Answer> => {
    calls.push(identity);
    return created;
  };

  beforeAll(async () => {
    db = await testDatabase();
    await Idempotency.migrate(db.pool);
  });
  beforeEach(async () => {
    await db.pool.query('truncate idempotency.answers');
    idempotency = new Idempotency(db.pool, answerSeal('secret'));
    calls = [];
  });
  afterEach(() => idempotency.stop());
  afterAll(() => db.drop());

  it('runs the work once, under the identity of the request, and replays its bytes', async () => {
    const request = keyed();
    expect(await idempotency.run(request, work)).toEqual({ ...created, replayed: false });
    expect(await idempotency.run(keyed({ now: new Date() }), work)).toEqual({ ...created, replayed: true });
    expect(calls).toEqual([{ commandId: request.commandId, now }]);
  });

  it('takes the same JSON value for the same body, whatever the order of keys and the cvc', async () => {
    await idempotency.run(keyed(), work);
    const same = JSON.parse(
      '{"payment_method": {"card": {"cvc": "999", "number": "4242424242424242"}}, "customer": {"name": "Ada"}, "amount": 12500.0}',
    ) as unknown;
    expect(await idempotency.run(keyed({ body: same }), work)).toMatchObject({ replayed: true });
  });

  it.each([
    ['/amount', { ...body, amount: 1 }],
    ['/customer/name', { ...body, customer: { name: 'Eve' }, payment_method: null }],
    ['/metadata', { metadata: 1, ...body, amount: 1 }],
    ['/customer/name', { amount: 12_500, payment_method: body.payment_method }],
    ['/amount', {}],
    ['', []],
  ])('refuses another body and names %p, the first field that differs', async (pointer, other) => {
    await idempotency.run(keyed(), work);
    expect(await problemOf(idempotency.run(keyed({ body: other }), work))).toMatchObject({
      code: 'idempotency_key_reused',
      pointer,
    });
    expect(calls).toHaveLength(1);
  });

  it('refuses another body while the first one runs', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const started = Promise.withResolvers<undefined>();
    const first = idempotency.run(keyed(), () => {
      started.resolve(undefined);
      return promise;
    });
    await started.promise;
    expect(await problemOf(idempotency.run(keyed({ body: {} }), work))).toMatchObject({
      code: 'idempotency_key_reused',
    });
    resolve(created);
    expect(await first).toEqual({ ...created, replayed: false });
  });

  it('keeps merchants, routes and keys apart', async () => {
    const scopes = [
      'mer_1 POST /v1/payments k',
      'mer_2 POST /v1/payments k',
      'mer_1 POST /v1/x k',
      'mer_1 POST /v1/payments l',
    ];
    for (const scope of scopes)
      expect(await idempotency.run(keyed({ scope }), work)).toMatchObject({ replayed: false });
  });

  it('runs once for a hundred at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => idempotency.run(keyed(), work)));
    expect(calls).toHaveLength(1);
    expect(new Set(answers.map(answer => answer.body.toString()))).toEqual(new Set([created.body.toString()]));
    expect(answers.filter(answer => !answer.replayed)).toHaveLength(1);
  });

  it('runs a hundred different keys at the same time, each with its own answer', async () => {
    const scopes = Array.from({ length: 100 }, (_, n) => `mer_1 POST /v1/payments ${n}`);
    const run = (scope: string) =>
      idempotency.run(keyed({ scope }), async () => ({ status: 201, body: Buffer.from(scope) }));
    for (const replayed of [false, true])
      expect(await Promise.all(scopes.map(run))).toEqual(
        scopes.map(scope => ({ status: 201, body: Buffer.from(scope), replayed })),
      );
  });

  it('tells who waits too long to come again', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const first = idempotency.run(keyed(), () => promise);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance', 'queueMicrotask'] });
    const second = problemOf(idempotency.run(keyed(), work));
    jest.advanceTimersByTime(12_000);
    jest.useRealTimers();
    expect(await second).toMatchObject({ code: 'idempotency_in_progress', retryAfter: 1 });
    resolve(created);
    expect(await first).toEqual({ ...created, replayed: false });
  });

  it('forgets a key whose request had no effect', async () => {
    const refused = new Problem('validation_failed', 'No');
    await expect(idempotency.run(keyed(), () => Promise.reject(refused))).rejects.toBe(refused);
    expect(await idempotency.run(keyed({ body: { other: 1 } }), work)).toEqual({ ...created, replayed: false });
  });

  it.each([new Problem('not_ready', 'Wait'), new Error('The outcome is not known')])(
    'goes on under the same identity after %s, for there may have been an effect',
    async failure => {
      const request = keyed();
      await expect(idempotency.run(request, () => Promise.reject(failure))).rejects.toBe(failure);
      expect(await problemOf(idempotency.run(keyed({ body: {} }), work))).toMatchObject({
        code: 'idempotency_key_reused',
      });
      expect(await idempotency.run(keyed({ now: new Date() }), work)).toEqual({ ...created, replayed: false });
      expect(calls).toEqual([{ commandId: request.commandId, now }]);
    },
  );

  it('lets those who wait try after a failure, one after the other', async () => {
    let tries = 0;
    const failing = async () => {
      tries += 1;
      if (tries < 3) throw new Problem('not_ready', 'Wait');
      return created;
    };
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => idempotency.run(keyed(), failing)));
    expect(answers.filter(answer => answer.status === 'rejected')).toHaveLength(2);
    expect(tries).toBe(3);
  });

  it('keeps neither the fields of a request nor an answer in the open', async () => {
    await idempotency.run(keyed(), work);
    const { rows } = await db.pool.query<{ row: string; body: Buffer }>(
      'select t::text as row, body from idempotency.answers t',
    );
    for (const secret of ['12500', 'Ada', '4242424242424242', 'tok_secret', Buffer.from('tok_secret').toString('hex')])
      expect(rows[0]?.row.replace(/\\x[0-9a-f]+/, rows[0].body.toString('latin1'))).not.toContain(secret);
  });

  it('stores fields of any name', async () => {
    const strange = JSON.parse('{"\\u0000":1,"\\ud800":2,"__proto__":3,"":4,"a\\nb":{"constructor":5}}') as unknown;
    await idempotency.run(keyed({ body: strange }), work);
    expect(await idempotency.run(keyed({ body: strange }), work)).toMatchObject({ replayed: true });
  });

  it('forgets an answer after 7 days, also one that never came', async () => {
    await idempotency.run(keyed(), work);
    await problemOf(idempotency.run(keyed({ scope: 'never' }), () => Promise.reject(new Error('broken'))));
    const before = new Date(now.getTime() + 7 * DAY_MS - 1);
    const after = new Date(now.getTime() + 7 * DAY_MS);
    expect(await idempotency.run(keyed({ now: before }), work)).toMatchObject({ replayed: true });
    for (const scope of [keyed().scope, 'never']) {
      const late = keyed({ scope, now: after, body: { other: 1 } });
      expect(await idempotency.run(late, work)).toMatchObject({ replayed: false });
      expect(calls.at(-1)).toEqual({ commandId: late.commandId, now: after });
    }
  });

  it('sweeps what has expired, so many at a time, and nothing else', async () => {
    for (const scope of ['a', 'b', 'c']) await idempotency.run(keyed({ scope }), work);
    await idempotency.run(keyed({ scope: 'd', now: new Date(now.getTime() + 1) }), work);
    const after = new Date(now.getTime() + 7 * DAY_MS);
    expect(await idempotency.sweep(after, 2)).toBe(2);
    expect(await idempotency.sweep(after, 2)).toBe(1);
    expect(await idempotency.sweep(after, 2)).toBe(0);
    expect(await idempotency.run(keyed({ scope: 'd' }), work)).toMatchObject({ replayed: true });
  });

  it('costs two statements a request', async () => {
    await idempotency.run(keyed({ scope: 'first, which takes a number' }), work);
    const query = jest.spyOn(db.pool, 'query');
    await idempotency.run(keyed(), work);
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });
});

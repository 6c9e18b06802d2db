import { Body, Controller, Get, HttpCode, Inject, Module, Post, Res } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import type { FastifyReply } from 'fastify';
import supertest from 'supertest';
import { z } from 'zod';
import { answerSeal } from '../../test/answer-seal.ts';
import { ApiKeys, newApiKey } from '../auth/index.ts';
import { systemClock } from '../clock.ts';
import { Access, apiKeyCallers, Context, createHttpApplication, valid } from '../http/index.ts';
import { Metrics } from '../metrics/index.ts';
import { createLogger } from '../logging/index.ts';
import { Problem } from '../problem/problem.ts';
import type { RequestContext } from '../request-context.ts';
import { Idempotency } from './idempotency.ts';
import { IdempotencyInterceptor, IdempotencyKeyInBody } from './idempotency.interceptor.ts';

/** What the handlers were asked, and what they answer next. */
class Script {
  contexts: RequestContext[] = [];
  failure: Error | undefined;
}

const createBody = z.strictObject({ amount: z.int(), idempotency_key: z.string().optional() });

@Controller('v1/things')
class ThingsController {
  constructor(@Inject(Script) private readonly script: Script) {}

  @Post()
  @IdempotencyKeyInBody()
  create(@Context() context: RequestContext, @Body(valid(createBody)) body: z.infer<typeof createBody>): object {
    return this.done(context, { thing: { amount: body.amount, name: 'é', at: context.now } });
  }

  @Post('act')
  @HttpCode(200)
  act(@Context() context: RequestContext): object {
    return this.done(context, { done: this.script.contexts.length });
  }

  @Post('later')
  @HttpCode(200)
  later(@Context() context: RequestContext, @Res({ passthrough: true }) reply: FastifyReply): object {
    reply.status(202);
    return this.done(context, { pending: true });
  }

  @Post('token')
  @Access('payer')
  pay(@Context() context: RequestContext): object {
    return this.done(context, { calls: this.script.contexts.length });
  }

  @Get()
  list(@Context() context: RequestContext): object {
    return this.done(context, { calls: this.script.contexts.length });
  }

  private done(context: RequestContext, answer: object): object {
    this.script.contexts.push(context);
    if (this.script.failure) throw this.script.failure;
    return answer;
  }
}

describe('the idempotency of requests', () => {
  let db: TestDatabase;
  let app: NestFastifyApplication;
  let idempotency: Idempotency;
  const script = new Script();
  const [key, otherKey] = [newApiKey(), newApiKey()];
  const post = (path: string, headers: Readonly<Record<string, string>>, body: object = {}, bearer = key) =>
    supertest(app.getHttpServer())
      .post(`/v1/things${path}`)
      .set({ authorization: `Bearer ${bearer}`, ...headers })
      .send(body);

  beforeAll(async () => {
    db = await testDatabase();
    const apiKeys = await ApiKeys.open(db.pool);
    await apiKeys.register([key, otherKey].map(entry => ({ key: entry, merchantName: 'Test' })));
    await Idempotency.migrate(db.pool);
    idempotency = new Idempotency(db.pool, answerSeal('secret'));

    @Module({
      controllers: [ThingsController],
      providers: [
        { provide: Script, useValue: script },
        { provide: Idempotency, useValue: idempotency },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    })
    class TestModule {}

    const logger = createLogger('silent');
    const metrics = new Metrics(logger);
    app = await createHttpApplication(TestModule, {
      callers: apiKeyCallers(apiKeys),
      clock: systemClock,
      logger,
      metrics,
    });
    await app.listen(0, '127.0.0.1');
  });
  beforeEach(async () => {
    await db.pool.query('truncate idempotency.answers');
    script.contexts = [];
    script.failure = undefined;
  });
  afterAll(async () => {
    await app.close();
    await idempotency.stop();
    await db.drop();
  });

  it('replays byte for byte, and says so', async () => {
    const first = await post('', { 'idempotency-key': 'k' }, { amount: 1 }).buffer(true);
    const again = await post('', { 'idempotency-key': '"k"' }, { amount: 1 }).buffer(true);
    expect(first.status).toBe(201);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect([first, again].map(answer => answer.headers['idempotent-replayed'])).toEqual([undefined, 'true']);
    expect(script.contexts).toHaveLength(1);
  });

  it('sends the bytes that it would send without a key', async () => {
    const [plain, keyed] = [await post('/later', {}), await post('/later', { 'idempotency-key': 'k' })];
    expect([plain.status, plain.text, plain.headers['content-type']]).toEqual([
      keyed.status,
      keyed.text,
      keyed.headers['content-type'],
    ]);
  });

  it.each([
    ['/act', 200],
    ['/later', 202],
  ])('keeps the status of %s', async (path, status) => {
    for (const replayed of [undefined, 'true']) {
      const answer = await post(path, { 'idempotency-key': 'k' });
      expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([status, replayed]);
    }
  });

  it.each([
    new Problem('not_found', 'There is no such payment'),
    new Problem('payment_not_confirmable', 'It is CANCELLED', { members: { payment_status: 'CANCELLED' } }),
  ])('keeps what the domain says: $code', async failure => {
    script.failure = failure;
    const first = await post('/act', { 'idempotency-key': 'k' });
    script.failure = undefined;
    const again = await post('/act', { 'idempotency-key': 'k' });
    expect(first.body).toEqual({ ...failure.body(first.body.trace_id as string) });
    expect([again.status, again.text]).toEqual([failure.status, first.text]);
    expect(again.headers['content-type']).toMatch('application/problem+json');
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it.each([
    ['a refusal that says when to come again', new Problem('operation_in_progress', 'Wait', { retryAfter: 1 })],
    ['422', new Problem('validation_failed', 'No')],
    ['503', new Problem('not_ready', 'Wait')],
    ['an unexpected error', new Error('broken')],
  ])('does not keep %s', async (_, failure) => {
    script.failure = failure;
    expect((await post('/act', { 'idempotency-key': 'k' })).status).toBeGreaterThanOrEqual(400);
    script.failure = undefined;
    const again = await post('/act', { 'idempotency-key': 'k' });
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, undefined]);
  });

  it('forgets the key of a body that is not valid', async () => {
    expect((await post('', { 'idempotency-key': 'k' }, { amount: 'x' })).status).toBe(422);
    expect((await post('', { 'idempotency-key': 'k' }, { amount: 1 })).status).toBe(201);
  });

  it('refuses another body, and names its first other field', async () => {
    await post('', { 'idempotency-key': 'k' }, { amount: 1 });
    const { status, body } = await post('', { 'idempotency-key': 'k' }, { amount: 2 });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'idempotency_key_reused', errors: [{ pointer: '/amount' }] });
  });

  it('takes the key from the body where the route says so', async () => {
    const first = await post('', {}, { amount: 1, idempotency_key: 'k' });
    for (const [headers, body] of [
      [{}, { idempotency_key: 'k', amount: 1 }],
      [{ 'idempotency-key': 'k' }, { amount: 1 }],
    ] as const)
      expect((await post('', headers, body)).text).toBe(first.text);
    const { status, body } = await post('', { 'idempotency-key': 'l' }, { amount: 1, idempotency_key: 'k' });
    expect([status, body.errors[0].pointer]).toEqual([422, '/idempotency_key']);
  });

  it('refuses a key that is none', async () => {
    const { status, body } = await post('/act', { 'idempotency-key': '"' });
    expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'validation_failed', '/idempotency_key']);
  });

  it('gives the handler the id and the time of the first try', async () => {
    script.failure = new Error('broken');
    await post('/act', { 'idempotency-key': 'k' });
    await post('/act', { 'idempotency-key': 'k' });
    const [first, second] = script.contexts;
    expect(second).toEqual({ ...first, correlationId: expect.any(String) });
    expect(second?.correlationId).not.toBe(first?.correlationId);
  });

  it('concerns merchants each for themselves, and neither payers nor those who read', async () => {
    for (const bearer of [key, otherKey])
      expect(
        (await post('/act', { 'idempotency-key': 'k' }, {}, bearer)).headers['idempotent-replayed'],
      ).toBeUndefined();
    await post('/token', { 'idempotency-key': 'k' });
    expect((await post('/token', { 'idempotency-key': 'k' })).body).toEqual({ calls: 3 });
    const get = supertest(app.getHttpServer())
      .get('/v1/things')
      .set({ authorization: `Bearer ${key}` });
    expect((await get.set('idempotency-key', '"')).status).toBe(200);
  });

  it('runs once for a hundred at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post('', { 'idempotency-key': 'k' }, { amount: 1 })),
    );
    expect(script.contexts).toHaveLength(1);
    expect(new Set(answers.map(answer => `${answer.status} ${answer.text}`)).size).toBe(1);
  });
});

import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { systemClock } from '../clock.ts';
import { HealthModule } from '../health/index.ts';
import { IDENTITY_HEADER, IdentitySigner, IdentityVerifier, newServiceKeys } from '../identity/index.ts';
import { createLogger } from '../logging/index.ts';
import { Metrics } from '../metrics/index.ts';
import type { RequestContext } from '../request-context.ts';
import { Access, Context, Internal } from './access.ts';
import { identityCallers } from './callers.ts';
import { createHttpApplication } from './http-application.ts';

@Controller()
class ServiceController {
  @Get('v1/merchants-own')
  merchants(@Context() context: RequestContext) {
    return context;
  }

  @Get('v1/payers/:token')
  @Access('payer')
  payers(@Context() context: RequestContext) {
    return context;
  }

  @Get('v1/open')
  @Access('open')
  open(@Context() context: RequestContext) {
    return context;
  }

  @Post('internal/questions')
  @Internal('session')
  questions(@Context() context: RequestContext) {
    return context;
  }
}

const keys = await newServiceKeys(['gateway', 'session', 'webhook-dispatcher', 'payment']);
const signers = {
  gateway: await IdentitySigner.of(keys.privateKeys.gateway),
  session: await IdentitySigner.of(keys.privateKeys.session),
  dispatcher: await IdentitySigner.of(keys.privateKeys['webhook-dispatcher']),
};
const context = {
  merchantId: 'mer_1',
  actor: 'key_1',
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
  commandId: '0196f0a2-7d2a-7c2e-9d0b-6a1f5e4d3c2b',
  now: new Date('2026-11-21T10:00:00.123Z'),
};
const merchants = { requestId: 'request_1', context };
const payers = { requestId: 'request_2', context: { ...context, merchantId: '', actor: 'payer' } };

let application: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  const logger = createLogger('silent');
  @Module({ imports: [HealthModule], controllers: [ServiceController] })
  class ServiceModule {}
  application = await createHttpApplication(ServiceModule, {
    callers: identityCallers(new IdentityVerifier('payment', keys.publicKeys)),
    clock: systemClock,
    logger,
    metrics: new Metrics(logger),
  });
  await application.listen(0, '127.0.0.1');
  url = await application.getUrl();
});
afterAll(() => application.close());

const MERCHANTS = 'GET /v1/merchants-own';
const PAYERS = 'GET /v1/payers/cst_1';
const OPEN = 'GET /v1/open';
const INTERNAL = 'POST /internal/questions';

const call = async (route: string, token: string | null) => {
  const [method, path = ''] = route.split(' ');
  const asked = method === 'GET' ? request(url).get(path) : request(url).post(path);
  return token === null ? asked : asked.set(IDENTITY_HEADER, token);
};

const { gateway, session, dispatcher } = signers;
const ofMerchant = () => gateway.forward('payment', merchants);
const ofPayer = () => gateway.forward('payment', payers);

describe('a service', () => {
  it.each<[string, string, () => Promise<string>]>([
    [MERCHANTS, 'a merchant', ofMerchant],
    [PAYERS, 'a payer', ofPayer],
    [OPEN, 'anybody', ofPayer],
    [OPEN, 'the gateway itself', () => gateway.ask('payment')],
    [INTERNAL, 'a service that the route names', () => session.ask('payment')],
  ])('answers %s to %s', async (route, _who, token) => {
    expect((await call(route, await token())).status).toBeLessThan(300);
  });

  it.each<[string, string, () => Promise<string> | null]>([
    [MERCHANTS, 'somebody without an identity', () => null],
    [MERCHANTS, 'a payer', ofPayer],
    [MERCHANTS, 'the gateway itself', () => gateway.ask('payment')],
    [MERCHANTS, 'another service, also for a merchant', () => session.forward('payment', merchants)],
    [PAYERS, 'somebody without an identity', () => null],
    [PAYERS, 'the gateway itself', () => gateway.ask('payment')],
    [OPEN, 'somebody without an identity', () => null],
    [OPEN, 'another service', () => session.ask('payment')],
    [INTERNAL, 'somebody without an identity', () => null],
    [INTERNAL, 'the gateway', () => gateway.ask('payment')],
    [INTERNAL, 'a merchant', ofMerchant],
    [INTERNAL, 'a service that the route does not name', () => dispatcher.ask('payment')],
    [INTERNAL, 'a service that asks another one', () => session.ask('charge-attempt')],
  ])('refuses %s to %s', async (route, _who, token) => {
    const answer = await call(route, await token());
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers['www-authenticate']).toMatch(/^Counterfoil-Identity error="/);
  });

  it('works under the ids and at the time that the gateway has given the request', async () => {
    const { body, headers } = await call(MERCHANTS, await ofMerchant());
    expect(body).toEqual({ ...context, now: context.now.toISOString() });
    expect(headers['x-request-id']).toBe('request_1');
  });

  it('needs no identity to say how it is', async () => {
    expect((await request(url).get('/healthz')).status).toBe(200);
  });
});

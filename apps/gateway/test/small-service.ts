import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Module,
  Options,
  Param,
  Post,
  Query,
  RawBody,
  Req,
  Res,
} from '@nestjs/common';
import { Problem, systemClock, type RequestContext } from '@counterfoil/platform';
import { HealthModule } from '@counterfoil/platform/health';
import { Access, Context, createHttpApplication, identityCallers, Internal, valid } from '@counterfoil/platform/http';
import { IdentityVerifier, type PublicKeys } from '@counterfoil/platform/identity';
import { createLogger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { describeService, DocsModule, type Described, type Operation } from '@counterfoil/platform/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';

/** What a test may do to an instance, and what the instance has seen. */
export interface Script {
  readonly name: string;
  readonly contexts: RequestContext[];
  readonly headers: FastifyRequest['headers'][];
  /** What a slow call waits for. */
  hold: Promise<void>;
  entered: () => void;
}

const SCRIPT = Symbol('Script');

const order = z.strictObject({ amount: z.int().min(1), note: z.string().optional() });
const page = z.strictObject({ limit: z.coerce.number().int().max(100).default(20) });

@Controller('v1/orders')
class OrdersController {
  constructor(@Inject(SCRIPT) private readonly script: Script) {}

  @Post()
  create(
    @Body(valid(order)) body: z.output<typeof order>,
    @Context() context: RequestContext,
    @Req() { headers, id }: FastifyRequest,
  ) {
    this.script.contexts.push(context);
    this.script.headers.push(headers);
    return { by: this.script.name, order: body, context, requestId: id };
  }

  @Get()
  list(@Query(valid(page)) query: z.output<typeof page>) {
    return query;
  }

  /** An answer of that many bytes, of no declared length. */
  @Get('large')
  large(@Res() reply: FastifyReply): void {
    reply.type('text/plain').send(Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(64 * 1024, 'a'))));
  }

  @Post('slow')
  async slow(@Body(valid(z.strictObject({}))) _: object, @Context() context: RequestContext) {
    this.script.contexts.push(context);
    this.script.entered();
    await this.script.hold;
    return { by: this.script.name, commandId: context.commandId };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @Body(valid(z.strictObject({}))) body: object): object {
    if (id === 'busy') throw new Problem('operation_in_progress', 'Wait for the capture.', { retryAfter: 7 });
    return body;
  }
}

@Controller('v1')
class OpenController {
  constructor(@Inject(SCRIPT) private readonly script: Script) {}

  @Get('tokens/:token')
  @Access('payer')
  payer(
    @Context() context: RequestContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.script.contexts.push(context);
    reply.headers({ vary: 'Origin', 'access-control-allow-origin': 'https://shop.example' });
    return { context, ip: request.ip };
  }

  @Options('tokens/:token')
  @Access('open')
  @HttpCode(204)
  preflight(@Res({ passthrough: true }) reply: FastifyReply): void {
    reply.header('access-control-allow-methods', 'GET');
  }

  @Post('callbacks')
  @Access('open', { keepRawBody: true })
  callback(@RawBody() bytes: Buffer, @Req() { headers }: FastifyRequest) {
    if (headers['signature'] === 'wrong') throw new Problem('unauthenticated', 'The signature is wrong.');
    return { sha256: createHash('sha256').update(bytes).digest('hex'), authorization: headers.authorization ?? null };
  }

  @Get('page')
  @Access('open')
  page(@Res() reply: FastifyReply): void {
    reply.headers({ 'content-security-policy': "default-src 'self'", etag: '"1"' }).redirect('/elsewhere?x=1', 303);
  }

  @Post('/internal/secret')
  @Internal('session')
  secret() {
    return { secret: true };
  }
}

const nothing = { 200: { description: 'Done.' } };
const call = (method: Operation['method'], path: string, audience: Operation['audience'] = 'merchant'): Operation => ({
  ...{ method, path, audience, tag: 'Orders', summary: 'It', answers: nothing },
  operationId: `${method}${path.replaceAll(/\W+/g, '_')}`,
  parameters: Object.fromEntries(
    Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => [name, ['One', 'x'] as const]),
  ),
});

/** What the small service serves. */
export const smallApi: Described = {
  tags: [{ name: 'Orders', description: 'For tests.' }],
  operations: [
    call('post', '/v1/orders'),
    call('get', '/v1/orders'),
    call('get', '/v1/orders/large'),
    call('post', '/v1/orders/slow'),
    call('post', '/v1/orders/:id/cancel'),
    call('get', '/v1/tokens/:token', 'payer'),
    call('options', '/v1/tokens/:token', 'open'),
    call('post', '/v1/callbacks', 'open'),
    call('get', '/v1/page', 'open'),
  ],
};

/** An instance of a small service behind the edge of a service. */
export interface SmallService extends Script {
  readonly url: string;
  /** As `kill -9` looks from outside: no more answers, and connections that break off. */
  kill(): Promise<void>;
}

export const startSmallService = async (
  name: string,
  service: string,
  publicKeys: PublicKeys,
): Promise<SmallService> => {
  const script: Script = { name, contexts: [], headers: [], hold: Promise.resolve(), entered: () => {} };
  const logger = createLogger('silent');
  @Module({
    imports: [HealthModule, DocsModule.of(() => describeService([smallApi]))],
    controllers: [OrdersController, OpenController],
    providers: [{ provide: SCRIPT, useValue: script }],
  })
  class SmallModule {}
  const application = await createHttpApplication(SmallModule, {
    callers: identityCallers(new IdentityVerifier(service, publicKeys)),
    clock: systemClock,
    logger,
    metrics: new Metrics(logger),
  });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  let isDead = false;
  return Object.assign(script, {
    url,
    kill: async () => {
      if (isDead) return;
      isDead = true;
      application.getHttpServer().closeAllConnections();
      await application.close();
    },
  });
};

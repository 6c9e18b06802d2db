import { Body, Controller, Get, HttpCode, Inject, Module, Param, Post, Query, RawBody, Delete } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { ApiKeys } from '../../auth/api-keys.ts';
import { systemClock } from '../../clock.ts';
import { HealthModule, Readiness } from '../../health/index.ts';
import { createLogger } from '../../logging/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { RequestContext } from '../../request-context.ts';
import { Access, Context } from '../access.ts';
import { createHttpApplication } from '../http-application.ts';
import { valid } from '../valid.ts';

export const KEY = 'sk_test_000000000000000000000001';

const item = z.strictObject({ name: z.string().min(1), quantity: z.int().min(1) });
const order = z.strictObject({ amount: z.int().min(1), items: z.array(item).default([]), note: z.string().optional() });
const page = z.strictObject({ limit: z.coerce.number().int().max(100).default(20) });

const GATES = Symbol('Gates');

/** Lets a test hold a request inside its handler. */
export interface Gates {
  readonly entered: () => void;
  readonly opened: Promise<void>;
}

@Controller('v1/orders')
class OrdersController {
  constructor(@Inject(GATES) private readonly gates: Gates) {}

  @Post()
  create(@Body(valid(order)) body: z.output<typeof order>, @Context() context: RequestContext) {
    return { order: body, context };
  }

  @Get()
  list(@Query(valid(page)) query: z.output<typeof page>) {
    return query;
  }

  @Get('slow')
  async slow() {
    this.gates.entered();
    await this.gates.opened;
    return { slow: true };
  }

  @Get('broken')
  broken(): never {
    throw new Error('the database password is 4242424242424242');
  }

  @Get(':id')
  read(@Param('id') id: string, @Context() context: RequestContext) {
    return { id, context };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @Body(valid(z.strictObject({}))) body: object): object {
    if (id === 'busy') throw new Problem('operation_in_progress', 'Wait for the capture.');
    return body;
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {}
}

@Controller()
class OpenController {
  @Get('v1/tokens/:token')
  @Access('payer')
  payer(@Context() context: RequestContext) {
    return context;
  }

  @Post('v1/callbacks')
  @Access('open', { keepRawBody: true })
  callback(@RawBody() bytes: Buffer) {
    return { bytes: bytes.toString() };
  }
}

/** A small application behind the real edge, listening on a free port, with what it logged. */
export interface Probe {
  readonly application: NestFastifyApplication;
  readonly readiness: Readiness;
  readonly url: string;
  readonly port: number;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

export const startProbe = async (pool: Pool, gates?: Gates): Promise<Probe> => {
  const apiKeys = await ApiKeys.open(pool);
  await apiKeys.register([{ key: KEY, merchantName: 'Anvils' }]);
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('debug', { write: line => void log.push(JSON.parse(line) as Record<string, unknown>) });
  @Module({
    imports: [HealthModule],
    controllers: [OrdersController, OpenController],
    providers: [{ provide: GATES, useValue: gates }],
  })
  class ProbeModule {}
  const application = await createHttpApplication(ProbeModule, { apiKeys, clock: systemClock, logger });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  return { application, readiness: application.get(Readiness), url, port: Number(new URL(url).port), log };
};

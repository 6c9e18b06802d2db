import { Body, Controller, Get, HttpCode, Inject, Module, Param, Post, Query, RawBody, Delete } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { ApiKeys } from '../../auth/api-keys.ts';
import { systemClock, type Clock } from '../../clock.ts';
import { stepAside } from '../../current-work.ts';
import { HealthModule, Readiness } from '../../health/index.ts';
import { createLogger, type Logger } from '../../logging/logger.ts';
import { Metrics, MetricsModule } from '../../metrics/index.ts';
import { Problem } from '../../problem/problem.ts';
import type { RequestContext } from '../../request-context.ts';
import { Access, Context } from '../access.ts';
import { EDGE_LIMITS, type EdgeLimits } from '../edge-limits.ts';
import { apiKeyCallers } from '../callers.ts';
import { createHttpApplication } from '../http-application.ts';
import { valid } from '../valid.ts';

export const KEY = 'sk_test_000000000000000000000001';
export const OTHER_KEY = 'sk_test_000000000000000000000002';

const item = z.strictObject({ name: z.string().min(1), quantity: z.int().min(1) });
const order = z.strictObject({ amount: z.int().min(1), items: z.array(item).default([]), note: z.string().optional() });
const page = z.strictObject({ limit: z.coerce.number().int().max(100).default(20) });

const GATES = Symbol('Gates');
const LOG = Symbol('Log');

/** Lets a test hold a request inside its handler. */
export interface Gates {
  readonly entered: () => void;
  readonly opened: Promise<void>;
}

@Controller('v1/orders')
class OrdersController {
  constructor(
    @Inject(GATES) private readonly gates: Gates,
    @Inject(LOG) private readonly log: Logger,
  ) {}

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

  /** Waits for somebody else, as a confirmation does. */
  @Post('waiting')
  async waiting() {
    this.gates.entered();
    stepAside();
    await this.gates.opened;
    return { waited: true };
  }

  @Post('talking')
  async talking(@Body() _body: object) {
    this.log.warn('before');
    await Promise.resolve();
    this.log.warn('after');
    return {};
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
  readonly metrics: Metrics;
}

interface ProbeOptions {
  readonly gates?: Gates;
  readonly clock?: Clock;
  readonly rateLimitPerS?: number;
  readonly limits?: Partial<EdgeLimits>;
}

export const startProbe = async (pool: Pool, options: ProbeOptions = {}): Promise<Probe> => {
  const { gates, clock = systemClock, rateLimitPerS = 0, limits } = options;
  const apiKeys = await ApiKeys.open(pool);
  await apiKeys.register([
    { key: KEY, merchantName: 'Anvils' },
    { key: OTHER_KEY, merchantName: 'Other' },
  ]);
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('debug', { write: line => void log.push(JSON.parse(line) as Record<string, unknown>) });
  const metrics = new Metrics(logger);
  @Module({
    imports: [HealthModule, MetricsModule.of(metrics)],
    controllers: [OrdersController, OpenController],
    providers: [
      { provide: GATES, useValue: gates },
      { provide: LOG, useValue: logger },
    ],
  })
  class ProbeModule {}
  const edge = {
    callers: apiKeyCallers(apiKeys),
    clock,
    logger,
    metrics,
    rateLimitPerS,
    limits: { ...EDGE_LIMITS, ...limits },
  };
  const application = await createHttpApplication(ProbeModule, edge);
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  return { application, readiness: application.get(Readiness), url, port: Number(new URL(url).port), log, metrics };
};

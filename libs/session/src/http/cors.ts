import { Inject, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FindSessionByToken } from '../queries/find-session.ts';
import { PAYER_PATH } from './payer-path.ts';

const ANSWER = { 'access-control-expose-headers': 'x-request-id, traceparent' };
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type, traceparent',
};

const isPayers = ({ routeOptions: { url = '' } }: FastifyRequest): boolean => url.startsWith(`/${PAYER_PATH}`);

/**
 * CORS (Fetch standard) of the payer's routes: the page that the session names as its `url` may read their answers,
 * failures too; no other page may, and none with credentials. Without a readable session the answer has no such header.
 */
export class PayerCors implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** A hook, because a body that cannot be read is answered before Nest sees the request. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onRequest', (request, reply, done) => {
      if (!isPayers(request)) return done();
      reply.header('vary', 'Origin');
      const { origin } = request.headers;
      if (origin === undefined) return done();
      this.allow(origin, request, reply).then(() => done(), done);
    });
  }

  private async allow(origin: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { token } = request.params as { readonly token: string };
    const session = await this.queries.execute(new FindSessionByToken(token, request.context.now));
    if (!session?.url || new URL(session.url).origin !== origin) return;
    reply.headers({ 'access-control-allow-origin': origin, ...(request.method === 'OPTIONS' ? PREFLIGHT : ANSWER) });
  }
}

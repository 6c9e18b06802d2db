import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { Problem } from '../problem/problem.ts';
import type { Answer } from './answer-row.ts';
import { Idempotency, type KeyedRequest } from './idempotency.ts';
import { requestedKey } from './requested-key.ts';

const KEY_IN_BODY = 'idempotency_key in body';

/** The route takes its key from `idempotency_key` in the body too. */
export const IdempotencyKeyInBody = (): MethodDecorator => SetMetadata(KEY_IN_BODY, true);

/**
 * Runs every POST of a merchant that has a key through `Idempotency` (api.md, "Idempotency"): the handler's
 * `RequestContext` has the id and the time of the key's row, and the bytes that are kept are the bytes that are sent.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(Idempotency) private readonly idempotency: Idempotency,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const keyed = this.keyedRequest(request, execution);
    if (!keyed) return next.handle();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    const { status, body, replayed } = await this.idempotency.run(keyed, identity => {
      request.context = { ...request.context, ...identity };
      return answerOf(next, request, reply);
    });
    reply.status(status).type(status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json');
    if (replayed) reply.header('idempotent-replayed', 'true');
    return of(body);
  }

  private keyedRequest(request: FastifyRequest, execution: ExecutionContext): KeyedRequest | undefined {
    const { merchantId, commandId, now } = request.context;
    if (request.method !== 'POST' || merchantId === '') return undefined;
    const inBody = this.reflector.get<boolean | undefined>(KEY_IN_BODY, execution.getHandler()) === true;
    const requested = requestedKey(request, inBody);
    if (!requested) return undefined;
    const [path] = request.url.split('?', 1);
    return { scope: `${merchantId} POST ${path} ${requested.key}`, body: requested.content, commandId, now };
  }
}

/** What the handler answers, when it is to be kept; any other outcome is thrown. */
const answerOf = async (next: CallHandler, request: FastifyRequest, reply: FastifyReply): Promise<Answer> => {
  try {
    const value: unknown = await lastValueFrom(next.handle());
    return { status: reply.statusCode, body: Buffer.from(JSON.stringify(value)) };
  } catch (error) {
    if (!(error instanceof Problem) || !isFinal(error)) throw error;
    return { status: error.status, body: Buffer.from(JSON.stringify(error.body(request.context.correlationId))) };
  }
};

/** What the domain has said of the resource; a failure that says when to come again is not final. */
const isFinal = ({ status, extras }: Problem): boolean =>
  (status === 404 || status === 409) && extras.retryAfter === undefined;

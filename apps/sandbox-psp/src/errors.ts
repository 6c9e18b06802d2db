import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Protocol } from './protocol.ts';
import { Refusal } from './refusal.ts';

const refusalOf = (error: FastifyError, log: Logger): Refusal => {
  if (error instanceof Refusal) return error;
  if (error.name === 'AbortError') return new Refusal('shutting_down', 'The provider is shutting down; ask again.');
  if (error.statusCode && error.statusCode < 500) return new Refusal('invalid_request', error.message);
  log.error(error);
  return new Refusal('internal_error', 'The provider failed; ask for the operation’s status.');
};

/** Answers every failure in the words of one protocol. */
export const answerErrors =
  (log: Logger, { writeRefusal }: Pick<Protocol, 'writeRefusal'>) =>
  (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, type, body } = writeRefusal(refusalOf(error, log));
    return reply
      .code(status)
      .type(type ?? 'application/json')
      .send(body);
  };

import { createParamDecorator } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Aborted when the caller goes away before its answer is complete. */
export const callerGone = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
};

/** The handler's parameter takes the signal of `callerGone`. */
export const CallerGone = createParamDecorator((_data, host) =>
  callerGone(host.switchToHttp().getResponse<FastifyReply>()),
);

import { Problem, stepAside } from '@counterfoil/platform';
import { callerGone, IDENTITY_CHALLENGE } from '@counterfoil/platform/http';
import type { Instances, ServiceAnswer } from '@counterfoil/service/remote';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answeredHeaders, forwardedHeaders } from './headers.ts';
import type { Upstream } from './upstream.ts';

/** A service that does not know the gateway is none that its callers could do anything about. */
const refuseStranger = ({ status, headers }: ServiceAnswer, { service }: Instances): void => {
  const challenge = headers['www-authenticate'] ?? '';
  if (status !== 401 || !challenge.startsWith(IDENTITY_CHALLENGE)) return;
  throw new Problem('not_ready', `The ${service} service does not take requests at present. Try again shortly.`, {
    retryAfter: 1,
    cause: challenge,
  });
};

/** Answers a request with what `service` answers it within `timeoutMs`. */
export const forwardTo =
  (service: Instances, upstream: Upstream, timeoutMs: number) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // The service bounds its own work, and knows which of it only waits.
    stepAside();
    const signal = callerGone(reply);
    const forwarded = { requestId: request.id, context: request.context };
    const sent = {
      method: request.method,
      path: request.raw.url ?? '/',
      headers: forwardedHeaders(request),
      body: Buffer.isBuffer(request.body) ? request.body : null,
      timeoutMs,
      signal,
    };
    const answer = await upstream.forward(service, forwarded, sent).catch((error: unknown) => {
      // Nobody is there any more to hear of it.
      if (signal.aborted) return null;
      throw error;
    });
    if (answer === null) {
      reply.hijack();
      return;
    }
    refuseStranger(answer, service);
    const { status, headers, body } = answer;
    await reply
      .status(status)
      .headers(answeredHeaders(headers))
      .send(Buffer.isBuffer(body) && body.length === 0 ? undefined : body);
  };

import type { WebhookReceiver } from '@counterfoil/webhook-receiver';
import type { FastifyPluginAsync } from 'fastify';

/** `POST /hook`, for `app.register(webhooks(receiver))`. What it does to bodies stays within this plugin. */
export const webhooks =
  (receiver: WebhookReceiver): FastifyPluginAsync =>
  async app => {
    // The signature is over the bytes that came.
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body);
    app.post<{ Body: Buffer }>('/hook', async (request, reply) => {
      const { status } = await receiver.receive(request.body, request.headers);
      return reply.status(status).send();
    });
  };

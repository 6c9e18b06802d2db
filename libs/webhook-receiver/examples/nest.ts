import { Controller, Inject, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { WebhookReceiver } from '@counterfoil/webhook-receiver';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Provide a `WebhookReceiver`, and create the application with `{ rawBody: true }`: the signature is over the bytes that came. */
@Controller('hook')
export class WebhooksController {
  constructor(@Inject(WebhookReceiver) private readonly receiver: WebhookReceiver) {}

  @Post()
  async receive(@Req() request: RawBodyRequest<FastifyRequest>, @Res() reply: FastifyReply): Promise<void> {
    const { status } = await this.receiver.receive(request.rawBody ?? '', request.headers);
    reply.status(status).send();
  }
}

import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Problem, systemClock, type RequestContext } from '@counterfoil/platform';
import { Access, Context } from '@counterfoil/platform/http';
import { CONNECTORS, type Connectors } from '@counterfoil/providers';
import type { FastifyRequest } from 'fastify';
import { KeepCallback } from '../commands/keep-callback.ts';

/** `/v1/providers/:provider/callbacks`: a provider's news, kept before it is answered and looked into afterwards. */
@Controller('v1/providers')
export class CallbacksController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONNECTORS) private readonly connectors: Connectors,
  ) {}

  @Post(':provider/callbacks')
  @Access('open', { keepRawBody: true })
  @HttpCode(200)
  async receive(
    @Context() context: RequestContext,
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
  ): Promise<Record<string, never>> {
    const connector = this.connectors.get(provider);
    if (!connector) throw new Problem('not_found', 'There is no provider of that name. Check the path.');
    // Its timestamp is a provider's, who lives by real time, also under a clock that stands still.
    const callback = connector.parseCallback(request.rawBody ?? Buffer.alloc(0), request.headers, systemClock.now());
    if (!callback)
      throw new Problem(
        'unauthenticated',
        'The signature or its timestamp is wrong. Sign the raw body with the shared secret.',
      );
    await this.commands.execute(new KeepCallback(context, provider, callback));
    return {};
  }
}

import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Page, ProviderCallbackResource } from '@counterfoil/contracts';
import {
  listProviderCallbacksQuery,
  retryCallbackBody,
  type ListProviderCallbacksQuery,
} from '@counterfoil/contracts/requests';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing } from '@counterfoil/service';
import { UnmatchedCallbacks } from '../queries/unmatched-callbacks.ts';

/** `/v1/provider-callbacks`: the providers' news that an operator has to look into (docs/adr/0028). */
@Controller('v1/provider-callbacks')
export class ProviderCallbacksController {
  constructor(@Inject(UnmatchedCallbacks) private readonly callbacks: UnmatchedCallbacks) {}

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listProviderCallbacksQuery)) query: ListProviderCallbacksQuery,
  ): Promise<Page<ProviderCallbackResource>> {
    return this.callbacks.list(merchantId, query);
  }

  /** The look itself is the process manager's, wherever that runs. */
  @Post(':id/retry')
  @HttpCode(202)
  async retry(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
    @Body(valid(retryCallbackBody)) _: object,
  ): Promise<{ readonly provider_callback: ProviderCallbackResource }> {
    const retried = existing(await this.callbacks.retry(merchantId, id));
    if (retried === 'not_waiting')
      throw new Problem(
        'callback_not_retryable',
        'The callback was looked into, or is about to be. Nothing is left to do.',
      );
    return { provider_callback: retried };
  }
}

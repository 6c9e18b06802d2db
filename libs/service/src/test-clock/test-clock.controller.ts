import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { advanceClockBody, type AdvanceClockBody } from '@counterfoil/contracts/requests';
import { deriveUuid, Problem, type RequestContext } from '@counterfoil/platform';
import { Access, Context, valid } from '@counterfoil/platform/http';
import { requestedKey } from '@counterfoil/platform/idempotency';
import type { FastifyRequest } from 'fastify';
import { DRAIN, type Drain } from './drain.ts';
import { TestClock } from './test-clock.ts';

/**
 * The identity of an advance follows from its key alone: moved by more than the 7 days that answers are kept, the clock
 * has made the request's own row expire, and a repeat comes under another command id.
 */
const identityOf = ({ commandId, merchantId }: RequestContext, request: FastifyRequest, seconds: number): string => {
  const requested = requestedKey(request, false);
  return requested ? deriveUuid('advance the test clock', merchantId, requested.key, String(seconds)) : commandId;
};

/** `/v1/test-clock`: there only while `TEST_CLOCK` is on (api.md, "Settings"). */
@Controller('v1/test-clock')
export class TestClockController {
  constructor(
    @Inject(TestClock) private readonly clock: TestClock,
    @Inject(DRAIN) private readonly work: Drain,
  ) {}

  @Post('advance')
  @HttpCode(200)
  @Access('merchant', { unlimited: true })
  async advance(
    @Context() context: RequestContext,
    @Body(valid(advanceClockBody)) { seconds }: AdvanceClockBody,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly now: string }> {
    const now = await this.clock.advance(identityOf(context, request, seconds), seconds);
    if ((await this.work.drain()) !== null) return { now: now.toISOString() };
    throw new Problem(
      'not_ready',
      'The clock was moved, but not all that came due is done. Send the request again under the same Idempotency-Key, or advance by 0.',
      { retryAfter: 1 },
    );
  }
}

import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { CHECKOUT_SESSIONS, type CheckoutSessions } from '@counterfoil/contracts';
import { stepAside } from '@counterfoil/platform';
import { CallerGone, Internal, valid } from '@counterfoil/platform/http';
import { z } from 'zod';
import type { ServiceClient } from './service-client.ts';
import { wait } from './wait.ts';

const AWAIT_SETTLED = '/internal/checkout-sessions/await-settled';
const HOSTED_PAGE = '/internal/checkout-sessions/hosted-page';

const awaited = z.strictObject({ sessionId: z.string(), waitMs: wait });
const one = z.strictObject({ sessionId: z.string() });

interface Page {
  readonly url: string | null;
}

/** The session service, asked over the network. */
export const remoteCheckoutSessions = (client: ServiceClient): CheckoutSessions => ({
  async awaitSettled(sessionId, timeoutMs, signal) {
    stepAside();
    await client.ask(AWAIT_SETTLED, { sessionId, waitMs: Math.floor(timeoutMs) }, { waitMs: timeoutMs, signal });
  },
  hostedPage: async sessionId => (await client.ask<Page>(HOSTED_PAGE, { sessionId })).url,
});

/** The other end of `remoteCheckoutSessions`, in the session service. */
@Controller()
export class InternalCheckoutSessionsController {
  constructor(@Inject(CHECKOUT_SESSIONS) private readonly sessions: CheckoutSessions) {}

  @Post(AWAIT_SETTLED)
  @Internal('charge-attempt')
  @HttpCode(200)
  async awaitSettled(
    @Body(valid(awaited)) { sessionId, waitMs }: z.output<typeof awaited>,
    @CallerGone() gone: AbortSignal,
  ): Promise<object> {
    await this.sessions.awaitSettled(sessionId, waitMs, gone);
    return {};
  }

  @Post(HOSTED_PAGE)
  @Internal('charge-attempt')
  @HttpCode(200)
  async hostedPage(@Body(valid(one)) { sessionId }: z.output<typeof one>): Promise<Page> {
    return { url: await this.sessions.hostedPage(sessionId) };
  }
}

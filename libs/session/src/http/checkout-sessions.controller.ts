import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  PAYMENTS,
  type CheckoutSessionResource,
  type MerchantCheckoutSession,
  type PaymentResource,
  type Payments,
} from '@counterfoil/contracts';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing, succeeded } from '@counterfoil/service';
import { CreateSession } from '../commands/create-session.ts';
import { FindSession } from '../queries/find-session.ts';
import { paymentOf } from '../queries/payment-of.ts';
import { merchantView, sessionResource } from '../read-model/session-resource.ts';
import { SessionTokens } from '../session-token.ts';
import { createSessionBody, type CreateSessionBody } from '@counterfoil/contracts/requests';

interface CreatedSession extends CheckoutSessionResource {
  readonly token: string;
  readonly payment_status: PaymentResource['status'];
}

/** `/v1/checkout-sessions`, the merchant's side (api.md, "Checkout sessions"). */
@Controller('v1/checkout-sessions')
export class CheckoutSessionsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
  ) {}

  @Post()
  async create(
    @Context() context: RequestContext,
    @Body(valid(createSessionBody)) body: CreateSessionBody,
  ): Promise<{ readonly checkout_session: CreatedSession }> {
    const { state: session } = succeeded(await this.commands.execute(new CreateSession(context, body)));
    if (session.status === 'NONE') throw new Error('A command that succeeded left no session');
    // The payment follows from the session's event; whoever reads either after this answer finds both.
    const payment = await paymentOf(this.payments, session);
    return {
      checkout_session: {
        ...sessionResource(session),
        payment_status: payment.status,
        token: this.tokens.of(session.sessionId),
      },
    };
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly checkout_session: MerchantCheckoutSession }> {
    const session = existing(await this.queries.execute(new FindSession(merchantId, id)));
    return { checkout_session: merchantView(session, await paymentOf(this.payments, session)) };
  }
}

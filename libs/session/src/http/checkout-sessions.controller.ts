import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  PAYMENTS,
  type CheckoutSessionResource,
  type MerchantCheckoutSession,
  type Page,
  type PaymentResource,
  type Payments,
} from '@counterfoil/contracts';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing, HOSTED_PAGE, succeeded } from '@counterfoil/service';
import type { FastifyReply } from 'fastify';
import { CancelSession } from '../commands/cancel-session.ts';
import { CreateSession } from '../commands/create-session.ts';
import type { Session } from '../domain/state.ts';
import { FindSession } from '../queries/find-session.ts';
import { ListSessions } from '../queries/list-sessions.ts';
import { paymentOf } from '../queries/payment-of.ts';
import { merchantView, sessionRow, withPage } from '../read-model/session-resource.ts';
import { statusOfCancel } from './answers.ts';
import { SessionTokens } from '../session-token.ts';
import {
  cancelSessionBody,
  createSessionBody,
  listSessionsQuery,
  type CreateSessionBody,
  type ListSessionsQuery,
} from '@counterfoil/contracts/requests';

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
    @Inject(HOSTED_PAGE) private readonly hostedPage: string,
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
        ...withPage(sessionRow(session), this.hostedPage),
        payment_status: payment.status,
        token: this.tokens.of(session.sessionId),
      },
    };
  }

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listSessionsQuery)) query: ListSessionsQuery,
  ): Promise<Page<MerchantCheckoutSession>> {
    return this.queries.execute(new ListSessions(merchantId, query));
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly checkout_session: MerchantCheckoutSession }> {
    const session = existing(await this.queries.execute(new FindSession(merchantId, id)));
    return { checkout_session: await this.view(session) };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(cancelSessionBody)) _: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly checkout_session: MerchantCheckoutSession }> {
    const found = existing(await this.queries.execute(new FindSession(context.merchantId, id)));
    const cancel = new CancelSession(context, found, 'requested_by_customer');
    const { state: session } = succeeded(await this.commands.execute(cancel));
    if (session.status === 'NONE') throw new Error('A command that succeeded left no session');
    reply.status(statusOfCancel(session));
    return { checkout_session: await this.view(session) };
  }

  private async view(session: Session): Promise<MerchantCheckoutSession> {
    return merchantView(sessionRow(session), await paymentOf(this.payments, session), this.hostedPage);
  }
}

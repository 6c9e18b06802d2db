import { Body, Controller, Get, HttpCode, Inject, Options, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  PAYMENTS,
  type ConfirmResult,
  type PayerCheckoutSession,
  type PaymentResource,
  type Payments,
} from '@counterfoil/contracts';
import type { RequestContext } from '@counterfoil/platform';
import { Merchants } from '@counterfoil/platform/auth';
import { Access, Context, valid } from '@counterfoil/platform/http';
import { existing, succeeded } from '@counterfoil/service';
import type { FastifyReply } from 'fastify';
import { CancelSession } from '../commands/cancel-session.ts';
import { ConfirmSession } from '../commands/confirm-session.ts';
import type { Session } from '../domain/state.ts';
import { FindSessionByToken } from '../queries/find-session.ts';
import { paymentOf } from '../queries/payment-of.ts';
import { payerView } from '../read-model/session-resource.ts';
import { confirmResult, statusOfCancel } from './answers.ts';
import { PAYER_PATH } from './payer-path.ts';
import { cancelSessionBody, confirmSessionBody, type ConfirmSessionBody } from '@counterfoil/contracts/requests';

/** `/v1/checkout-sessions/token/:token`, the payer's side: the token in the path is all the payer has. */
@Controller(PAYER_PATH)
export class PayerSessionsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(Merchants) private readonly merchants: Merchants,
  ) {}

  @Get()
  @Access('payer')
  async get(
    @Context() context: RequestContext,
    @Param('token') token: string,
  ): Promise<{ readonly checkout_session: PayerCheckoutSession }> {
    const session = await this.find(context, token);
    return { checkout_session: await this.view(session, await paymentOf(this.payments, session)) };
  }

  @Post('confirm')
  @Access('payer')
  @HttpCode(200)
  async confirm(
    @Context() context: RequestContext,
    @Param('token') token: string,
    @Body(valid(confirmSessionBody)) body: ConfirmSessionBody,
  ): Promise<{ readonly checkout_session: PayerCheckoutSession; readonly confirmResult: ConfirmResult }> {
    const found = await this.find(context, token);
    const confirm = new ConfirmSession(asPayer(context, found), found, body);
    const { state: session } = succeeded(await this.commands.execute(confirm));
    if (session.status === 'NONE') throw new Error('A command that succeeded left no session');
    const payment = await paymentOf(this.payments, session);
    return { checkout_session: await this.view(session, payment), confirmResult: confirmResult(session, payment) };
  }

  @Post('cancel')
  @Access('payer')
  @HttpCode(200)
  async cancel(
    @Context() context: RequestContext,
    @Param('token') token: string,
    @Body(valid(cancelSessionBody)) _: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly checkout_session: PayerCheckoutSession }> {
    const found = await this.find(context, token);
    const cancel = new CancelSession(asPayer(context, found), found, 'abandoned');
    const { state: session } = succeeded(await this.commands.execute(cancel));
    if (session.status === 'NONE') throw new Error('A command that succeeded left no session');
    reply.status(statusOfCancel(session));
    return { checkout_session: await this.view(session, await paymentOf(this.payments, session)) };
  }

  /** What a browser asks before it sends a page's request; `PayerCors` adds what that page may do. */
  @Options(['', 'confirm', 'cancel'])
  @Access('open')
  @HttpCode(204)
  preflight(): void {}

  private async find({ now }: RequestContext, token: string): Promise<Session> {
    return existing(await this.queries.execute(new FindSessionByToken(token, now)));
  }

  private async view(session: Session, payment: PaymentResource): Promise<PayerCheckoutSession> {
    return payerView(session, payment, (await this.merchants.name(session.merchantId)) ?? '');
  }
}

/** The payer acts on the merchant's behalf, and on this session only. */
const asPayer = (context: RequestContext, { merchantId }: Session): RequestContext => ({
  ...context,
  merchantId,
  actor: 'payer',
});

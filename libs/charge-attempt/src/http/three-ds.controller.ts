import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import {
  CHECKOUT_SESSIONS,
  PAYMENTS,
  settledStatuses,
  type CheckoutSessions,
  type PaymentResource,
  type Payments,
} from '@counterfoil/contracts';
import { Access } from '@counterfoil/platform/http';
import { existing, OUTCOME_WAIT_MS } from '@counterfoil/service';
import type { FastifyReply } from 'fastify';
import { CHARGE_ATTEMPT_AGGREGATE, type ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { OperationCalls } from '../commands/operation-calls.ts';
import type { ChargeAttempt } from '../domain/state.ts';
import { returnPage, returnPageHeaders } from './return-page.ts';

/** The page, told what it is about and how it stands. */
const destination = (page: string, payment: PaymentResource): string => {
  const url = new URL(page);
  const session = payment.checkout_session_id;
  url.searchParams.append(session === null ? 'payment_id' : 'session_id', session ?? payment.id);
  url.searchParams.append('status', payment.status);
  return url.href;
};

/** `/v1/3ds/:attempt/return`: the provider's challenge page sends the payer back here (EMV 3-D Secure). */
@Controller('v1/3ds')
export class ThreeDsController {
  constructor(
    @Inject(CHARGE_ATTEMPT_AGGREGATE) private readonly attempts: ChargeAttemptAggregate,
    @Inject(OperationCalls) private readonly calls: OperationCalls,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(CHECKOUT_SESSIONS) private readonly sessions: CheckoutSessions,
  ) {}

  /** Nothing that the payer's browser says counts: the provider is asked. Query parameters are ignored. */
  @Get(':attempt/return')
  @Access('open')
  async return(
    @Param('attempt') attemptId: string,
    @Res() reply: FastifyReply,
    @Query() _ignored: unknown,
  ): Promise<void> {
    const { state } = await this.attempts.load(attemptId);
    const attempt = existing(state.status === 'NONE' ? null : state);
    const progress = await this.calls.resolveAll(attemptId, 'status_query');
    // Who comes back without an outcome is told how things stand, at once.
    const payment = existing(await (progress === 'decided' ? this.settled(attempt) : this.present(attempt)));
    const page = await this.pageOf(payment);
    if (page !== null) await reply.redirect(destination(page, payment), 303);
    else await reply.headers(returnPageHeaders).send(returnPage(payment));
  }

  /** Who pays at the hosted page goes back there: it sends on who has paid, and lets others try another card. */
  private async pageOf({ checkout_session_id: session, return_url }: PaymentResource): Promise<string | null> {
    return (session && (await this.sessions.hostedPage(session))) ?? return_url;
  }

  private present({ merchantId, paymentId }: ChargeAttempt): Promise<PaymentResource | null> {
    return this.payments.find(merchantId, paymentId);
  }

  /** The payment once it has heard of the outcome, and its session too: the merchant's page may ask for either. */
  private async settled({ merchantId, paymentId, confirmation }: ChargeAttempt): Promise<PaymentResource | null> {
    const present = await this.payments.find(merchantId, paymentId);
    // Back at a challenge of earlier: the payment may be at the next one, and is not waited for.
    const isPast = present !== null && present.max_attempts - present.attempts_left >= confirmation;
    const payment = isPast
      ? present
      : await this.payments.awaitStatus(merchantId, paymentId, settledStatuses, OUTCOME_WAIT_MS);
    if (payment?.checkout_session_id && settledStatuses.includes(payment.status))
      await this.sessions.awaitSettled(payment.checkout_session_id, OUTCOME_WAIT_MS);
    return payment;
  }
}

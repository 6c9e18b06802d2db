import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, Problem, type RequestContext } from '@counterfoil/platform';
import { canonicalJson } from '@counterfoil/platform/idempotency';
import {
  causeOfRequest,
  OUTCOME_WAIT_MS,
  PROVIDER_OUTAGE,
  refuseInOutage,
  STREAM_WATCH,
  type ProviderOutage,
} from '@counterfoil/service';
import { PAYMENT_METHODS, Sealer, type PaymentMethods } from '@counterfoil/vault';
import { isSettled, type Session, type SessionState } from '../domain/state.ts';
import { collectedFaults } from './collected.ts';
import type { ConfirmSessionBody } from '@counterfoil/contracts/requests';
import { sessionRow } from '../read-model/session-resource.ts';
import { SESSION_AGGREGATE, type SessionAggregate } from '../session-aggregate.ts';

/** The payer says "pay". Waits for the outcome, at most 10 s (api.md, "Checkout sessions"). */
export class ConfirmSession extends Command<Handled<SessionState>> {
  constructor(
    readonly context: RequestContext,
    readonly session: Session,
    readonly body: ConfirmSessionBody,
  ) {
    super();
  }
}

@CommandHandler(ConfirmSession)
export class ConfirmSessionHandler implements ICommandHandler<ConfirmSession> {
  constructor(
    @Inject(SESSION_AGGREGATE) private readonly sessions: SessionAggregate,
    @Inject(PAYMENT_METHODS) private readonly paymentMethods: PaymentMethods,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
    @Inject(PROVIDER_OUTAGE) private readonly outage: ProviderOutage,
  ) {}

  async execute({ context, session, body }: ConfirmSession): Promise<Handled<SessionState>> {
    const errors = collectedFaults(sessionRow(session), body);
    if (errors.length > 0)
      throw new Problem('validation_failed', 'The session asks for more than was sent, or for other things.', {
        errors,
      });
    const { sessionId } = session;
    const fingerprint = this.fingerprint(body);
    if (session.confirmation?.fingerprint === fingerprint) {
      const repeated = await this.watch.until(this.sessions, sessionId, isSettled, OUTCOME_WAIT_MS);
      return { status: 'done', appended: false, ...repeated };
    }
    using follower = this.watch.follow(this.sessions, sessionId);
    const handled = await this.confirm(context, session, body, fingerprint);
    if (handled.status !== 'done') {
      await this.paymentMethods.drop(context);
      return handled;
    }
    crashPoint('session-confirmed');
    return { ...handled, ...(await follower.until(handled, isSettled, OUTCOME_WAIT_MS)) };
  }

  private async confirm(
    context: RequestContext,
    session: Session,
    body: ConfirmSessionBody,
    fingerprint: string,
  ): Promise<Handled<SessionState>> {
    const { sessionId, paymentId } = session;
    const command = {
      type: 'ConfirmSession',
      confirmationId: context.commandId,
      fingerprint,
      payer: body.payer,
      billingAddress: body.billing_address && toAddress(body.billing_address),
      shippingAddress: shippingAddress(body),
      customFieldValues: body.custom_fields,
      paymentMethod: await this.paymentMethods.take(body.payment_method, context, paymentId),
      now: context.now.toISOString(),
    } as const;
    const asked = [sessionId, command, causeOfRequest(context, paymentId, 'confirm')] as const;
    await refuseInOutage(
      this.outage,
      () => this.sessions.wouldAppend(...asked),
      () => this.paymentMethods.drop(context),
    );
    return this.sessions.handle(...asked);
  }

  /** Tells a repeated confirm from another one; keyed, because a card number is easily guessed from a bare hash. */
  private fingerprint(body: ConfirmSessionBody): string {
    return this.sealer.mac('confirm-fingerprint', canonicalJson(body)).toString('base64url');
  }
}

type Address = NonNullable<ConfirmSessionBody['billing_address']>;

const toAddress = ({ postal_code: postalCode, ...address }: Address) => ({ ...address, postalCode });

const shippingAddress = ({
  shipping_address: shipping,
  billing_address: billing,
  shipping_same_as_billing: same,
}: ConfirmSessionBody) => {
  const chosen = shipping ?? (same ? billing : null);
  return chosen && toAddress(chosen);
};

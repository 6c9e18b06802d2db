import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PAYMENTS, type Payments } from '@counterfoil/contracts';
import type { Handled, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest, STREAM_WATCH } from '@counterfoil/service';
import type { Session, SessionState } from '../domain/state.ts';
import { SESSION_AGGREGATE, type SessionAggregate } from '../session-aggregate.ts';
import { endOfSession } from './end-of-session.ts';

/** Why a session is cancelled: its merchant wants it, or its payer walks away (api.md, "Resources": payment). */
type Reason = 'requested_by_customer' | 'abandoned';

/**
 * The merchant or the payer gives up on a session. Waits for its end, at most 10 s: the state says whether it came, for
 * a payer at a challenge may have paid meanwhile.
 */
export class CancelSession extends Command<Handled<SessionState>> {
  constructor(
    readonly context: RequestContext,
    readonly session: Session,
    readonly reason: Reason,
  ) {
    super();
  }
}

@CommandHandler(CancelSession)
export class CancelSessionHandler implements ICommandHandler<CancelSession> {
  constructor(
    @Inject(SESSION_AGGREGATE) private readonly sessions: SessionAggregate,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(STREAM_WATCH) private readonly watch: StreamWatch,
  ) {}

  async execute({ context, session, reason }: CancelSession): Promise<Handled<SessionState>> {
    const { sessionId, paymentId } = session;
    using follower = this.watch.follow(this.sessions, sessionId);
    const handled = await this.sessions.handle(
      sessionId,
      { type: 'CancelSession', operationId: context.commandId, reason, now: context.now.toISOString() },
      causeOfRequest(context, paymentId, 'cancel'),
    );
    if (handled.status !== 'done') return handled;
    crashPoint('session-cancelled');
    return { ...handled, ...(await endOfSession(this.payments, follower, handled)) };
  }
}

import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled } from '@counterfoil/event-sourcing';
import { crashPoint, deriveId, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest } from '@counterfoil/service';
import type { SessionState } from '../domain/state.ts';
import type { CreateSessionBody } from '@counterfoil/contracts/requests';
import { SESSION_AGGREGATE, type SessionAggregate } from '../session-aggregate.ts';
import { hashOfToken, SessionTokens } from '../session-token.ts';

/** Opens a checkout session. Its id and its payment's follow from the request, so a retry opens no second one. */
export class CreateSession extends Command<Handled<SessionState>> {
  readonly sessionId: string;

  constructor(
    readonly context: RequestContext,
    readonly body: CreateSessionBody,
  ) {
    super();
    this.sessionId = deriveId('cs', context.now, context.commandId);
  }
}

@CommandHandler(CreateSession)
export class CreateSessionHandler implements ICommandHandler<CreateSession> {
  constructor(
    @Inject(SESSION_AGGREGATE) private readonly sessions: SessionAggregate,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
  ) {}

  async execute({ context, body, sessionId }: CreateSession): Promise<Handled<SessionState>> {
    const paymentId = deriveId('pay', context.now, context.commandId);
    const handled = await this.sessions.create(
      sessionId,
      {
        type: 'CreateSession',
        sessionId,
        paymentId,
        merchantId: context.merchantId,
        tokenHash: hashOfToken(this.tokens.of(sessionId)),
        amount: body.amount,
        currency: body.currency,
        url: body.url,
        returnUrl: body.return_url,
        cancelUrl: body.cancel_url,
        reference: body.reference,
        customer: body.customer,
        lineItems: body.line_items.map(({ name, quantity, unit_amount }) => ({
          name,
          quantity,
          unitAmount: BigInt(unit_amount),
        })),
        metadata: body.metadata,
        expiresAt: new Date(context.now.getTime() + body.expires_in * 1_000).toISOString(),
        secureMode: body.secure_mode,
        captureMethod: body.capture_method,
        customFields: body.custom_fields,
        collect: {
          billingAddress: body.collect.billing_address,
          shippingAddress: body.collect.shipping_address,
          phone: body.collect.phone,
        },
        maxAttempts: body.max_attempts,
        now: context.now.toISOString(),
      },
      causeOfRequest(context, paymentId, 'create'),
    );
    crashPoint('session-created');
    return handled;
  }
}

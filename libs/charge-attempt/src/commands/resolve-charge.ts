import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ResolveChargeBody } from '@counterfoil/contracts/requests';
import type { Handled } from '@counterfoil/event-sourcing';
import { crashPoint, type RequestContext } from '@counterfoil/platform';
import { causeOfRequest } from '@counterfoil/service';
import { CardVault } from '@counterfoil/vault';
import { CHARGE_ATTEMPT_AGGREGATE, ownedBy, type ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { ChargeAttemptState } from '../domain/state.ts';

/** An operator says what became of a charge, or an operation on it, that its provider does not tell. */
export class ResolveCharge extends Command<Handled<ChargeAttemptState>> {
  constructor(
    readonly context: RequestContext,
    readonly chargeId: string,
    readonly body: ResolveChargeBody,
  ) {
    super();
  }
}

@CommandHandler(ResolveCharge)
export class ResolveChargeHandler implements ICommandHandler<ResolveCharge> {
  constructor(
    @Inject(CHARGE_ATTEMPT_AGGREGATE) private readonly attempts: ChargeAttemptAggregate,
    @Inject(CardVault) private readonly vault: CardVault,
  ) {}

  async execute({ context, chargeId, body }: ResolveCharge): Promise<Handled<ChargeAttemptState>> {
    const visible = ownedBy(context.merchantId);
    const { state } = await this.attempts.load(chargeId);
    if (!visible(state)) return { status: 'absent' };
    const handled = await this.attempts.handle(
      chargeId,
      {
        type: 'DecideByOperator',
        operationId: body.operation_id,
        outcome: body.outcome,
        providerReference: body.provider_reference,
        reason: body.reason,
        actor: context.actor,
        now: context.now.toISOString(),
      },
      causeOfRequest(context, state.paymentId, 'resolve'),
      visible,
    );
    if (handled.status !== 'done') return handled;
    crashPoint('attempt-outcome-recorded');
    // Nobody else is tried for the same confirmation.
    await this.vault.forgetCvc(state.paymentMethodId);
    return handled;
  }
}

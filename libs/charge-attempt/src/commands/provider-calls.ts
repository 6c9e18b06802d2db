import type { Cause } from '@counterfoil/event-sourcing';
import { crashPoint, type Clock } from '@counterfoil/platform';
import type { Connectors, ProviderOutcome } from '@counterfoil/providers';
import { expectDone } from '@counterfoil/service';
import { CardUnavailable, type CardVault, type RevealedCard } from '@counterfoil/vault';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { ChargeAttempt } from '../domain/state.ts';
import { answerUnderWay, causeOfAnswer, connectorOf } from './provider-answers.ts';

/** Who learned of an outcome: the call itself, or one of the ways to resolve an unknown one. */
export type Source = 'call' | 'status_query' | 'callback';

const OPEN: ReadonlySet<ChargeAttempt['status']> = new Set(['PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN']);

/** The provider was asked, and its last word is not said. */
const isOpen = ({ status }: ChargeAttempt): boolean => OPEN.has(status);

/** Whether the provider's last word is said. */
export type Progress = 'decided' | 'open';

const CARD_GONE = { type: 'failed_before_sending', reason: 'the card is not in the vault any more' } as const;

/** The attempt's dealings with its provider. Every method may be called again after a crash at any point. */
export class ProviderCalls {
  private readonly sending = new Map<string, Promise<Progress>>();

  constructor(
    private readonly attempts: ChargeAttemptAggregate,
    private readonly connectors: Connectors,
    private readonly vault: CardVault,
    private readonly clock: Clock,
    /** Where payers and providers reach us, without a trailing slash. */
    private readonly publicUrl: string,
  ) {}

  /**
   * Sends an attempt that was created. One that a crash left PROCESSING may have reached the provider: then it is asked
   * first, because a call that fails now says nothing of the call before.
   */
  async send(attemptId: string, cause: Cause): Promise<void> {
    const sending = await this.attempts.handle(attemptId, { type: 'SendAttempt', now: cause.occurredAt }, cause);
    const { state: attempt, appended } = expectDone(sending);
    crashPoint('attempt-processing');
    if (attempt.status !== 'PROCESSING') return;
    if (appended) await this.call(attempt, cause.correlationId, 'call');
    else await this.resolve(attemptId, 'status_query');
  }

  /** Asks the provider what became of an attempt that is not decided; nothing to do for one that is. */
  async resolve(attemptId: string, by: Exclude<Source, 'call'>): Promise<Progress> {
    // A callback often overtakes the answer of our own call, which then tells all there is to know.
    if ((await answerUnderWay(this.sending.get(attemptId))) === 'decided') return 'decided';
    const { state: attempt, correlationId } = await this.attempts.load(attemptId);
    if (attempt.status === 'NONE' || correlationId === null || !isOpen(attempt)) return 'decided';
    const outcome = await connectorOf(this.connectors, attempt).status({
      reference: attemptId,
      amount: attempt.amount,
      currency: attempt.currency,
    });
    if (outcome.type !== 'not_found') return this.record(attempt, outcome, correlationId, by);
    // The request was lost, or is on its way; the same reference is not charged twice. Two calls are UNKNOWN together.
    const unheardOf = { type: 'unknown', evidence: 'the provider has not heard of it' } as const;
    const progress = await this.record(attempt, unheardOf, correlationId, by);
    return progress === 'decided' ? progress : this.call(attempt, correlationId, by);
  }

  private call(attempt: ChargeAttempt, correlationId: string, by: Source): Promise<Progress> {
    const { attemptId } = attempt;
    const sent = this.authorize(attempt, correlationId, by).finally(() => this.sending.delete(attemptId));
    this.sending.set(attemptId, sent);
    return sent;
  }

  private async authorize(attempt: ChargeAttempt, correlationId: string, by: Source): Promise<Progress> {
    const card = await this.cardOf(attempt);
    if (card === null) return this.record(attempt, CARD_GONE, correlationId, by);
    crashPoint('provider-call');
    const outcome = await connectorOf(this.connectors, attempt).authorize({
      reference: attempt.attemptId,
      amount: attempt.amount,
      currency: attempt.currency,
      capture: attempt.captureMethod === 'automatic',
      challenge: attempt.secureMode === 'required',
      card,
      returnUrl: `${this.publicUrl}/v1/3ds/${attempt.attemptId}/return`,
      callbackUrl: `${this.publicUrl}/v1/providers/${attempt.provider}/callbacks`,
    });
    crashPoint('provider-answered');
    if (outcome.type !== 'unknown') this.vault.forgetCvc(attempt.paymentMethodId);
    // Sent before, so that this call did not get through says nothing certain.
    const failedAgain = outcome.type === 'failed_before_sending' && by !== 'call';
    const known = failedAgain ? ({ type: 'unknown', evidence: `not sent again: ${outcome.reason}` } as const) : outcome;
    return this.record(attempt, known, correlationId, by);
  }

  /** Null when the vault has it no longer, 24 h after the payer gave it: nothing can be sent any more. */
  private async cardOf(attempt: ChargeAttempt): Promise<RevealedCard | null> {
    try {
      return await this.vault.reveal(attempt.paymentMethodId, this.clock.now());
    } catch (error) {
      if (error instanceof CardUnavailable) return null;
      throw error;
    }
  }

  private async record(
    attempt: ChargeAttempt,
    outcome: ProviderOutcome,
    correlationId: string,
    by: Source,
  ): Promise<Progress> {
    const { attemptId } = attempt;
    const cause = causeOfAnswer(attempt, { causationId: attemptId, correlationId, now: this.clock.now() });
    const command = { type: 'RecordOutcome', outcome, by, now: cause.occurredAt } as const;
    const { state } = expectDone(await this.attempts.handle(attemptId, command, cause));
    crashPoint('attempt-outcome-recorded');
    return state.status !== 'NONE' && isOpen(state) ? 'open' : 'decided';
  }
}

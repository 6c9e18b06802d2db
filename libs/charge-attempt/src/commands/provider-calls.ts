import type { Cause } from '@counterfoil/event-sourcing';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { notSent, unknown, type Connectors, type ProviderOutcome } from '@counterfoil/providers';
import { expectDone } from '@counterfoil/service';
import { CardUnavailable, type CardVault, type RevealedCard } from '@counterfoil/vault';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { ChargeAttempt } from '../domain/state.ts';
import { answerUnderWay, causeOfAnswer, connectorOf } from './provider-answers.ts';

/** Who learned of an outcome: the call itself, or one of the ways to resolve an unknown one. */
export type Source = 'call' | 'status_query' | 'callback';

const OPEN: ReadonlySet<ChargeAttempt['status']> = new Set(['PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN']);

/**
 * News may be that the provider has charged after all what had ended without a charge, or has not charged what an operator
 * says it has. Of others it is known what it says.
 */
const mayBeContradicted = (attempt: ChargeAttempt): boolean =>
  attempt.provider !== null &&
  (attempt.decisions.length > 0 ||
    attempt.status === 'DECLINED' ||
    attempt.status === 'FAILED' ||
    (attempt.status === 'CANCELLED' && attempt.voidedAt === null));

/** The provider was asked, and its last word is not said. */
const isOpen = ({ status }: ChargeAttempt): boolean => OPEN.has(status);

/** Whether the provider's last word is said. */
export type Progress = 'decided' | 'open';

/** The provider has done nothing, nor ever will: another one may be tried, or the payer asked again. */
const TIMED_OUT = {
  type: 'declined',
  code: 'provider_timeout',
  message: 'The payment provider did not answer in time. Try again.',
  category: 'soft',
} as const;

/** Whether the card may have to be sent to a provider, again or for the first time. */
const needsCard = ({ status, nextProvider }: ChargeAttempt): boolean =>
  status === 'PROCESSING' || status === 'UNKNOWN' || nextProvider !== null;

const CARD_GONE = notSent('the card is not in the vault any more');

/** Of a request that was sent before, that a second call did not get through says nothing certain. */
const ofCall = (outcome: ProviderOutcome, by: Source): ProviderOutcome =>
  outcome.type === 'failed_before_sending' && by !== 'call'
    ? { ...unknown(`not sent again: ${outcome.reason}`), retryAfterMs: outcome.retryAfterMs }
    : outcome;

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
    const answered = await answerUnderWay(this.sending.get(attemptId));
    if (answered === 'decided' && by !== 'callback') return 'decided';
    const { state: attempt, correlationId } = await this.attempts.load(attemptId);
    if (attempt.status === 'NONE' || correlationId === null) return 'decided';
    const isEnded = !isOpen(attempt);
    if (isEnded && (by !== 'callback' || !mayBeContradicted(attempt))) return 'decided';
    const { amount, currency } = attempt;
    const connector = connectorOf(this.connectors, attempt);
    const outcome = await connector.status({ reference: attemptId, amount, currency });
    // Nobody asks again about what has ended: the news has to come again.
    if (isEnded && outcome.type === 'unknown')
      throw new Error(`${attempt.provider}, asked about ${attemptId}: ${outcome.evidence}`);
    if (outcome.type !== 'not_found') return this.record(attempt, outcome, correlationId, by);
    if (isEnded) return 'decided';
    // A call of this process is on its way: it has a deadline, and tells.
    if (this.sending.has(attemptId)) return 'open';
    if (attempt.status === 'PROCESSING') return this.sendAgain(attempt, correlationId, by);
    // A challenge that its provider has forgotten: nothing is charged without the payer.
    if (attempt.status === 'REQUIRES_ACTION') return 'open';
    // The request was lost, or is on its way: not before the provider has sworn to refuse it may anybody else be asked.
    const given = await connector.abandon({ reference: attemptId, amount, currency });
    return this.record(attempt, given.type === 'abandoned' ? TIMED_OUT : given, correlationId, by);
  }

  /** After a crash the request may be on its way: the same reference is not charged twice. Two calls are UNKNOWN together. */
  private async sendAgain(attempt: ChargeAttempt, correlationId: string, by: Source): Promise<Progress> {
    const unheardOf = unknown('the provider has not heard of it');
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
    if (card === null) return this.record(attempt, ofCall(CARD_GONE, by), correlationId, by);
    crashPoint('provider-call');
    const connector = connectorOf(this.connectors, attempt);
    const outcome = await connector.authorize({
      reference: attempt.attemptId,
      amount: attempt.amount,
      currency: attempt.currency,
      capture: attempt.captureMethod === 'automatic',
      challenge: attempt.secureMode === 'required',
      card,
      returnUrl: `${this.publicUrl}/v1/3ds/${attempt.attemptId}/return`,
      callbackUrl: `${this.publicUrl}/v1/providers/${connector.provider}/callbacks`,
    });
    crashPoint('provider-answered');
    return this.record(attempt, ofCall(outcome, by), correlationId, by);
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
    if (state.status !== 'NONE' && !needsCard(state)) await this.vault.forgetCvc(attempt.paymentMethodId);
    return state.status !== 'NONE' && isOpen(state) ? 'open' : 'decided';
  }
}

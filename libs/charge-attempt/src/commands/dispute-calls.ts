import { crashPoint, deriveId, type Clock } from '@counterfoil/platform';
import type { Connectors } from '@counterfoil/providers';
import { expectDone } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { OperationCalls } from './operation-calls.ts';
import { causeOfAnswer, connectorOf } from './provider-answers.ts';

const STATUSES = { open: 'OPEN', won: 'WON', lost: 'LOST' } as const;

/** Asks providers about disputes. Every method may be called again after a crash at any point. */
export class DisputeCalls {
  constructor(
    private readonly attempts: ChargeAttemptAggregate,
    private readonly connectors: Connectors,
    private readonly operations: Pick<OperationCalls, 'resolveAll'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Records how the provider's `dispute` of an attempt stands; `causationId` names the hint.
   * @throws when that cannot be known now: the hint is looked into again, and in the end by an operator
   */
  async ask(attemptId: string, dispute: string, causationId: string): Promise<void> {
    // News of the dispute may overtake the answer that took the money.
    await this.operations.resolveAll(attemptId, 'callback');
    const { state: attempt, correlationId } = await this.attempts.load(attemptId);
    if (attempt.status === 'NONE' || correlationId === null) return;
    const { currency, provider } = attempt;
    const told = await connectorOf(this.connectors, attempt).dispute({ dispute, charge: attemptId, currency });
    if (told.type === 'not_found') throw new Error(`${provider} knows no dispute ${dispute}`);
    if (told.type === 'unknown') throw new Error(`${provider}, asked about dispute ${dispute}: ${told.evidence}`);
    const { type, amount, reason, openedAt } = told;
    const cause = causeOfAnswer(attempt, { causationId, correlationId, now: this.clock.now() });
    const disputeId = deriveId('dp', new Date(openedAt), `${provider}\n${dispute}`);
    const command = { type: 'RecordDispute', disputeId, status: STATUSES[type], amount, reason } as const;
    expectDone(await this.attempts.handle(attemptId, { ...command, now: cause.occurredAt }, cause));
    crashPoint('dispute-recorded');
  }
}

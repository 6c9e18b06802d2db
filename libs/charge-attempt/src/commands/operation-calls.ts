import type { Cause, EventStore } from '@counterfoil/event-sourcing';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { unknown, type Connectors, type OperationOutcome, type OperationRequest } from '@counterfoil/providers';
import { expectDone } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { isInFlight, operationOf } from '../domain/operations.ts';
import type { ChargeAttempt, Operation } from '../domain/state.ts';
import { answerUnderWay, causeOfAnswer, connectorOf } from './provider-answers.ts';
import type { Progress, ProviderCalls, Source } from './provider-calls.ts';

const requestOf = ({ attemptId, currency }: ChargeAttempt, operation: Operation): OperationRequest => ({
  operation: operation.type,
  reference: operation.type === 'refund' ? operation.operationId : attemptId,
  charge: attemptId,
  amount: operation.amount,
  currency,
});

/** Whether the provider may have been called for it, and has not said its last word. */
const isOpen = (operation: Operation): boolean => isInFlight(operation) && operation.status !== 'REQUESTED';

/** One operation of an attempt as it stands, and the trace of the request that asked for it. */
interface Asked {
  readonly attempt: ChargeAttempt;
  readonly operation: Operation;
  readonly correlationId: string;
}

/** An attempt's captures, voids and refunds at its provider. Every method may be called again after a crash at any point. */
export class OperationCalls {
  private readonly sending = new Map<string, Promise<Progress>>();

  constructor(
    private readonly store: EventStore,
    private readonly attempts: ChargeAttemptAggregate,
    private readonly connectors: Connectors,
    private readonly charges: ProviderCalls,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends what was requested. What a crash left PROCESSING may have reached the provider: then it is asked first,
   * because a call that fails now says nothing of the call before.
   */
  async send(attemptId: string, operationId: string, cause: Cause): Promise<void> {
    const command = { type: 'SendOperation', operationId, now: cause.occurredAt } as const;
    const { state: attempt, appended } = expectDone(await this.attempts.handle(attemptId, command, cause));
    const operation = attempt.status === 'NONE' ? undefined : operationOf(attempt, operationId);
    if (attempt.status === 'NONE' || operation?.status !== 'PROCESSING') return;
    if (appended) await this.call({ attempt, operation, correlationId: cause.correlationId });
    else await this.resolve(attemptId, operationId);
  }

  /** Asks the provider what became of an operation that is not decided; nothing to do for one that is. */
  async resolve(attemptId: string, operationId: string): Promise<Progress> {
    if ((await answerUnderWay(this.sending.get(operationId))) === 'decided') return 'decided';
    const { state: attempt } = await this.attempts.load(attemptId);
    const operation = attempt.status === 'NONE' ? undefined : operationOf(attempt, operationId);
    if (attempt.status === 'NONE' || !operation || !isOpen(operation)) return 'decided';
    const asked = { attempt, operation, correlationId: await this.correlationOf(attemptId, operationId) };
    const outcome = await connectorOf(this.connectors, attempt).operationStatus(requestOf(attempt, operation));
    if (outcome.type !== 'not_found') return this.record(asked, outcome);
    // The request was lost, or is on its way; the same reference is not served twice. Two calls are UNKNOWN together.
    const progress = await this.record(asked, unknown('the provider has not heard of it'));
    return progress === 'decided' ? progress : this.call(asked);
  }

  /**
   * Asks about all of an attempt that is not decided: its operations first, for they may be what decides it.
   * @throws when there is no such attempt
   */
  async resolveAll(attemptId: string, by: Exclude<Source, 'call'>): Promise<Progress> {
    const { state: attempt } = await this.attempts.load(attemptId);
    if (attempt.status === 'NONE') throw new Error(`There is no charge ${attemptId}`);
    const open = attempt.operations.filter(isOpen);
    const progress = await Promise.all(open.map(({ operationId }) => this.resolve(attemptId, operationId)));
    return progress.includes('open') ? 'open' : this.charges.resolve(attemptId, by);
  }

  private call(asked: Asked): Promise<Progress> {
    const { operationId } = asked.operation;
    const sent = this.operate(asked).finally(() => this.sending.delete(operationId));
    this.sending.set(operationId, sent);
    return sent;
  }

  private async operate(asked: Asked): Promise<Progress> {
    const { attempt, operation } = asked;
    crashPoint('operation-call');
    const outcome = await connectorOf(this.connectors, attempt).operate(requestOf(attempt, operation));
    crashPoint('operation-answered');
    return this.record(asked, outcome);
  }

  private async record(asked: Asked, told: OperationOutcome): Promise<Progress> {
    const { attempt, operation, correlationId } = asked;
    const { attemptId } = attempt;
    const { operationId, type } = operation;
    const outcome = type === 'void' && told.type === 'declined' ? await this.refusedVoid(attemptId, told) : told;
    const cause = causeOfAnswer(attempt, { causationId: operationId, correlationId, now: this.clock.now() });
    const command = { type: 'RecordOperation', operationId, outcome, now: cause.occurredAt } as const;
    const { state } = expectDone(await this.attempts.handle(attemptId, command, cause));
    crashPoint('operation-outcome-recorded');
    const after = state.status === 'NONE' ? undefined : operationOf(state, operationId);
    return after && isOpen(after) ? 'open' : 'decided';
  }

  /** Refused to call off a challenge: the charge was decided meanwhile. How, is asked first, and then stands. */
  private async refusedVoid(
    attemptId: string,
    refused: Extract<OperationOutcome, { readonly type: 'declined' }>,
  ): Promise<OperationOutcome> {
    const { state } = await this.attempts.load(attemptId);
    if (state.status !== 'REQUIRES_ACTION') return refused;
    await this.charges.resolve(attemptId, 'status_query');
    const { state: after } = await this.attempts.load(attemptId);
    return after.status === 'REQUIRES_ACTION'
      ? unknown(`refused (${refused.code}), and the charge is not known to be decided`)
      : refused;
  }

  /** The first event that names an operation is its request. */
  private async correlationOf(attemptId: string, operationId: string): Promise<string> {
    for await (const { data, metadata } of this.store.readStream(this.attempts.stream(attemptId)))
      if (data['operationId'] === operationId) return metadata.correlationId;
    throw new Error(`${attemptId}: no event names operation ${operationId}`);
  }
}

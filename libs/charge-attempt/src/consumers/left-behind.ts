import type { EventStore, RecordedEvent } from '@counterfoil/event-sourcing';
import type { ProcessManager } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { ChargeAttempt } from '../domain/state.ts';

/** The attempt itself, or the operations on it, that were asked for until `before` and never sent. */
const unsentOf = ({ attemptId, status, createdAt, operations }: ChargeAttempt, before: Date): ReadonlySet<string> =>
  new Set([
    ...(status === 'CREATED' && new Date(createdAt) <= before ? [attemptId] : []),
    ...operations
      .filter(operation => operation.status === 'REQUESTED' && new Date(operation.requestedAt) <= before)
      .map(({ operationId }) => operationId),
  ]);

const subjectOf = ({ data }: RecordedEvent): string => String(data['operationId'] ?? data['attemptId']);

/**
 * Hands to `senders` once more what of an attempt was asked for until `before` and never sent: its event is a dead letter
 * there, or was lost. What they do has an id that follows from the event: a later try of their own finds it done.
 */
export const sendLeftBehind =
  (store: EventStore, attempts: ChargeAttemptAggregate, senders: readonly ProcessManager[]) =>
  async (attemptId: string, before: Date): Promise<void> => {
    const { state: attempt } = await attempts.load(attemptId);
    const unsent = attempt.status === 'NONE' ? new Set() : unsentOf(attempt, before);
    if (unsent.size === 0) return;
    for await (const event of store.readStream(attempts.stream(attemptId)))
      for (const sender of senders)
        if (sender.types.includes(event.type) && unsent.has(subjectOf(event))) await sender.handle(event);
  };

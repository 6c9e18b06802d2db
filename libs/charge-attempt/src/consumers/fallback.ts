import { crashPoint, deriveId, type Clock } from '@counterfoil/platform';
import { causeOfEvent, expectDone, type ProcessManager } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { nextAttempt } from '../domain/fallback.ts';
import { attemptIdOf } from './attempt-progress.ts';

/** What one provider would or could not charge is tried at the next. Ids follow from the event: a repeat starts no second. */
export const fallback = (attempts: ChargeAttemptAggregate, clock: Clock): ProcessManager => ({
  name: 'charge-attempt.fallback',
  categories: ['charge_attempt'],
  types: ['ChargeAttemptDeclined', 'ChargeAttemptFailed'],
  async handle(event) {
    const { state: before } = await attempts.load(attemptIdOf(event));
    if (before.status === 'NONE' || before.nextProvider === null) return;
    const now = clock.now();
    const seed = `${before.confirmationId}\n${before.attempt + 1}`;
    const attemptId = deriveId('ch', new Date(event.metadata.occurredAt), seed);
    const start = nextAttempt(before, attemptId, now.toISOString());
    expectDone(await attempts.create(attemptId, start, causeOfEvent(event, now, 'fallback')));
    crashPoint('attempt-created');
  },
});

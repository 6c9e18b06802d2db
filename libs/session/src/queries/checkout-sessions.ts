import type { CheckoutSessions } from '@counterfoil/contracts';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import { isDecided } from '../domain/state.ts';
import type { SessionAggregate } from '../session-aggregate.ts';

/** Answers from the log itself. */
export const checkoutSessionsFromLog = (
  aggregate: SessionAggregate,
  watch: StreamWatch,
  hostedPage: string,
): CheckoutSessions => ({
  async awaitSettled(sessionId, timeoutMs, signal) {
    await watch.until(aggregate, sessionId, isDecided, timeoutMs, signal);
  },
  async hostedPage(sessionId) {
    const { state } = await aggregate.load(sessionId);
    return state.status !== 'NONE' && state.url === null ? hostedPage : null;
  },
});

import type { Payments } from '@counterfoil/contracts';
import type { Loaded, StreamFollower } from '@counterfoil/event-sourcing';
import { OUTCOME_WAIT_MS } from '@counterfoil/service';
import { isEnding, type SessionState } from '../domain/state.ts';

/**
 * Waits, at most 10 s, until a session that was asked to end is not ending any more, and then until its payment has
 * ended with it. `asked` is the session right after that, and the follower was listening before. Resolves with the session.
 */
export const endOfSession = async (
  payments: Payments,
  follower: StreamFollower<SessionState>,
  asked: Loaded<SessionState>,
): Promise<Loaded<SessionState>> => {
  const deadline = performance.now() + OUTCOME_WAIT_MS;
  const loaded = await follower.until(asked, session => !isEnding(session), OUTCOME_WAIT_MS);
  const { state } = loaded;
  if (state.status === 'CANCELLED' || state.status === 'EXPIRED') {
    const left = Math.max(deadline - performance.now(), 0);
    await payments.awaitStatus(state.merchantId, state.paymentId, ['CANCELLED'], left);
  }
  return loaded;
};

import { deriveUuid } from '@counterfoil/platform';
import { actOnEach, type ReadBarrier, type Timer } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { EndpointAggregate } from './endpoint-aggregate.ts';
import { WEBHOOK_ROWS } from './read-model/projection-name.ts';
import { endOfStep } from './read-model/replay-range.ts';
import { readUnfinished, type Replay } from './read-model/replays.ts';

interface Around {
  readonly endpoints: EndpointAggregate;
  readonly pool: Pool;
  readonly barrier: ReadBarrier;
}

const goOn = async ({ endpoints, pool }: Around, replay: Replay, now: Date): Promise<number> => {
  const { endpointId, merchantId, requested, after } = replay;
  const upTo = await endOfStep(pool, replay, { after, head: requested });
  // The same in every process and after every crash.
  const commandId = deriveUuid('webhook replay', endpointId, requested, after);
  const { correlationId } = await endpoints.load(endpointId);
  const command = { type: 'ContinueReplay', requested, after, upTo, now: now.toISOString() } as const;
  const handled = await endpoints.handle(endpointId, command, {
    commandId,
    causationId: commandId,
    correlationId: correlationId ?? '',
    merchantId,
    paymentId: null,
    actor: 'system',
    occurredAt: now.toISOString(),
  });
  return handled.status === 'done' && handled.appended ? 1 : 0;
};

/**
 * Long replays go on step by step, one a second and endpoint, while what was replayed before is being delivered: whoever asks
 * for everything keeps nobody else's deliveries waiting.
 */
export const replaySteps = (around: Around): Timer => ({
  name: 'webhook.replay-steps',
  async run(now) {
    await around.barrier.caughtUp(WEBHOOK_ROWS);
    return actOnEach(await readUnfinished(around.pool, now), replay => goOn(around, replay, now));
  },
});

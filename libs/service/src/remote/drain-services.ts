import { setTimeout as sleep } from 'node:timers/promises';
import type { Drain } from '../test-clock/drain.ts';
import { DRAIN_PATH, type Drained } from '../test-clock/internal-test-clock.controller.ts';
import type { ServiceClient } from './service-client.ts';

/** How long all of it may take, milliseconds. */
const DRAIN_MS = 45_000;
/** Before a round that failed is begun again, milliseconds. */
const AGAIN_MS = 200;

/** Has every process look at the clock and do what is due, again and again, until a whole round has found nothing to do. */
export const drainServices = (services: readonly ServiceClient[]): Drain => {
  const round = async (deadline: number): Promise<number | null> => {
    const told = await Promise.all(
      services.map(service =>
        service.askAll<Drained>(DRAIN_PATH, {}, Math.max(1, Math.ceil(deadline - performance.now()))),
      ),
    );
    const done = told.flat().map(drained => drained.done);
    return done.includes(null) ? null : done.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  };

  return {
    async drain() {
      const deadline = performance.now() + DRAIN_MS;
      for (let all = 0; ;) {
        try {
          const done = await round(deadline);
          if (done === null) return null;
          if (done === 0) return all;
          all += done;
        } catch (error) {
          // A process is away, or too busy: it is asked again as long as there is time.
          if (performance.now() + AGAIN_MS > deadline) throw error;
          await sleep(AGAIN_MS);
        }
        if (performance.now() > deadline) return null;
      }
    },
  };
};

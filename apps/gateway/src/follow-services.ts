import type { Logger } from '@counterfoil/platform/logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Gateway, createGateway } from './application.ts';
import type { Directory } from './directory.ts';
import type { Serving } from './serving.ts';

/** How often services are asked what they serve, milliseconds: while one has not said it, and after that. */
const PAUSES = { unknownMs: 500, knownMs: 30_000 };

/**
 * Asks the services again and again what they serve, until `stop` is aborted; when that has changed, a gateway that
 * knows it takes over.
 */
export const followServices = async (
  directory: Directory,
  gateway: Gateway,
  serving: Serving,
  log: Logger,
  stop: AbortSignal,
  pauses = PAUSES,
): Promise<void> => {
  let isServed = true;
  while (!stop.aborted) {
    const pauseMs = directory.isComplete ? pauses.knownMs : pauses.unknownMs;
    // An abort ends the wait early, which is all it is for.
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    try {
      if (stop.aborted) return;
      isServed = !(await directory.refresh(stop)) && isServed;
      if (isServed) continue;
      await serving.serve(await createGateway(directory.known(), gateway));
      isServed = true;
    } catch (error) {
      log.error({ err: error }, 'the gateway could not take over what its services say; it goes on as it was');
    }
  }
};

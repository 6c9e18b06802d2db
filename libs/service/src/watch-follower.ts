import type { Readiness } from '@counterfoil/platform/health';
import type { Logger } from 'pino';

/** Anything that runs beside the requests until it is stopped; `stopped` rejects when it cannot go on. */
export interface Follower {
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** A follower that stands still makes the process not ready: it met what it cannot read, and somebody has to come. */
export const watchFollower = (
  { readiness, log }: { readonly readiness: Readiness; readonly log: Logger },
  name: string,
  { stopped }: Pick<Follower, 'stopped'>,
): void => {
  let reason: unknown;
  stopped.catch((error: unknown) => {
    reason = error;
    log.fatal({ err: error, follower: name }, 'stopped at an event that it cannot read');
  });
  readiness.register(`follower ${name}`, async () => {
    if (reason !== undefined) throw new Error('it stopped at an event that it cannot read');
  });
};

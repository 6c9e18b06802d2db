import type { EventStore, Projection } from '@counterfoil/event-sourcing';
import { Problem } from '@counterfoil/platform';

/** How long a reader waits for a read model before it says that it is not ready, milliseconds. */
const CATCH_UP_MS = 5_000;

/** What a barrier needs to know of a running projection. */
interface Follower {
  waitUntil(position: bigint, timeoutMs: number): Promise<boolean>;
}

/** Read your own writes: a reader of rows first waits until they hold everything that the log holds now. */
export class ReadBarrier {
  private readonly followers = new Map<string, Follower>();

  constructor(private readonly store: EventStore) {}

  register({ name }: Pick<Projection, 'name'>, follower: Follower): void {
    this.followers.set(name, follower);
  }

  /** @throws Problem not_ready when the projection does not catch up in time */
  async caughtUp({ name }: Pick<Projection, 'name'>): Promise<void> {
    const head = await this.store.head();
    if (await this.followers.get(name)?.waitUntil(head, CATCH_UP_MS)) return;
    throw new Problem('not_ready', `The read model ${name} has not caught up yet. Try again in a moment.`, {
      retryAfter: 1,
    });
  }
}

/** Nest's injection token of `ReadBarrier`. */
export const READ_BARRIER = Symbol('ReadBarrier');

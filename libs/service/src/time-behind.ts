interface Look {
  readonly head: bigint;
  readonly at: number;
}

/** Looks that are remembered for one that stands still; with more of them those between its first and its last go. */
const REMEMBERED = 1_000;

/**
 * For how long a follower of the log has been behind: since the oldest look at the log's head that it has not reached yet. A
 * difference of positions says little across engines (PostgreSQL counts events, EventStoreDB bytes), and an event's own time
 * may be that of the test clock.
 */
export class TimeBehind {
  private looks: Look[] = [];

  /** Seconds at `now` (milliseconds, any origin), for a follower that has come to `position`; 0 when that is `head`. */
  seconds(position: bigint, head: bigint, now: number): number {
    this.looks = this.looks.filter(look => look.head > position);
    if (position >= head) return 0;
    this.looks.push({ head, at: now });
    if (this.looks.length > REMEMBERED) this.looks.splice(1, 1);
    return (now - (this.looks[0]?.at ?? now)) / 1_000;
  }
}

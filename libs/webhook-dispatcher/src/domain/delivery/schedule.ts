/** The wait before each try, seconds, the first at once: about three days in all. */
const WAITS_S = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** Waits differ by up to this share either way, so that what failed together does not come back together. */
const JITTER = 0.2;

/** No `Retry-After` is followed for longer, seconds. */
const LONGEST_RETRY_AFTER_S = 86_400;

/** Nor for a shorter time, seconds. */
const SHORTEST_RETRY_AFTER_S = 1;

/**
 * A receiver knows best when to come again, but it brings a try forward by one step of the schedule at most: one that always
 * says "at once" would use up all tries within seconds.
 */
const askedFor = (tries: number, retryAfterMs: number): number => {
  const leastS = Math.max(WAITS_S[tries - 1] ?? 0, SHORTEST_RETRY_AFTER_S);
  return Math.min(Math.max(retryAfterMs, leastS * 1_000), LONGEST_RETRY_AFTER_S * 1_000);
};

/**
 * How long to wait after `tries` tries have failed, milliseconds; null after the last. `jitter` is from 0 to 1, `retryAfterMs`
 * what the receiver asked for.
 */
export const waitAfter = (tries: number, jitter: number, retryAfterMs: number | null): number | null => {
  const waitS = WAITS_S[tries];
  if (waitS === undefined) return null;
  if (retryAfterMs !== null) return askedFor(tries, retryAfterMs);
  return Math.round(waitS * 1_000 * (1 + JITTER * (2 * jitter - 1)));
};

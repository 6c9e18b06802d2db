/** The wait before each try, seconds, the first at once: about three days in all. */
const WAITS_S = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** Waits differ by up to this share either way, so that what failed together does not come back together. */
const JITTER = 0.2;

/** No `Retry-After` is followed for longer, milliseconds. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

/**
 * How long to wait after `tries` tries have failed, milliseconds; null after the last. `jitter` is from 0 to 1, `retryAfterMs`
 * what the receiver asked for: it knows best.
 */
export const waitAfter = (tries: number, jitter: number, retryAfterMs: number | null): number | null => {
  const waitS = WAITS_S[tries];
  if (waitS === undefined) return null;
  if (retryAfterMs !== null) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return Math.round(waitS * 1_000 * (1 + JITTER * (2 * jitter - 1)));
};

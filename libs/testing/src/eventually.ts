import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Waits for a condition: asks `check` every 20 ms until it does not throw and its answer, which is returned, is truthy.
 * After `timeoutMs` it throws an error that names what was waited for (`describe`); its cause is the check's last error.
 */
export const eventually = async <T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000, describe = 'the condition' }: { readonly timeoutMs?: number; readonly describe?: string } = {},
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await check();
      if (answer) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`${describe}: not within ${timeoutMs} ms`, { cause });
    await delay(POLL_MS);
  }
};

import { retryAfterMs } from '@counterfoil/platform';

/** Too many requests, and service unavailable: the answers in which a provider may ask to be left alone. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** A provider's slip of the pen must not keep us away for a year. */
const LONGEST_MS = 24 * 60 * 60 * 1_000;

/** An answer's headers: names in lower case. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const textOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

/**
 * For how long an answer asks us not to call again, milliseconds, 24 h at most; null when it does not. A date is read by the
 * provider's own clock, which the same answer tells.
 */
export const retryAfterOf = (status: number, headers: Headers): number | null => {
  if (!BUSY.has(status)) return null;
  const wait = retryAfterMs(textOf(headers, 'retry-after'), textOf(headers, 'date'), null);
  return wait === null ? null : Math.min(wait, LONGEST_MS);
};

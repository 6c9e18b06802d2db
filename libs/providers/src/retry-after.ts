/** Too many requests, and service unavailable: the answers in which a provider may ask to be left alone. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** A provider's slip of the pen must not keep us away for a year. */
const LONGEST_MS = 24 * 60 * 60 * 1_000;

/** An answer's headers: names in lower case. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const textOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** Of an HTTP date; NaN for anything else. */
const timeOf = (date: string): number => (date.endsWith(' GMT') ? Date.parse(date) : NaN);

/**
 * For how long an answer asks us not to call again (RFC 9110, 10.2.3), milliseconds, 24 h at most; null when it does
 * not. A date is read by the provider's own clock, which the same answer tells.
 */
export const retryAfterOf = (status: number, headers: Headers): number | null => {
  if (!BUSY.has(status)) return null;
  const asked = textOf(headers, 'retry-after');
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1_000 : timeOf(asked) - timeOf(textOf(headers, 'date'));
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_MS);
};

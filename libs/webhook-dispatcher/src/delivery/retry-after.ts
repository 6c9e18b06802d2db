/** IMF-fixdate (RFC 9110 §5.6.7), the form that senders must use. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const timeOf = (date: string | undefined): number => (date && HTTP_DATE.test(date) ? Date.parse(date) : NaN);

/**
 * How long `Retry-After` (RFC 9110 §10.2.3) asks to wait, milliseconds; null when it cannot be read. A date is compared with the
 * answer's own `Date`, so that two clocks need not agree, and with `now` without one.
 */
export const retryAfterMs = (retryAfter: string | undefined, date: string | undefined, now: number): number | null => {
  if (retryAfter === undefined) return null;
  if (/^\d{1,12}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const until = timeOf(retryAfter);
  if (Number.isNaN(until)) return null;
  const sentAt = timeOf(date);
  return Math.max(0, until - (Number.isNaN(sentAt) ? now : sentAt));
};

/** IMF-fixdate (RFC 9110 §5.6.7), the form that senders must use. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const timeOf = (date: string | undefined): number => (date && HTTP_DATE.test(date) ? Date.parse(date) : NaN);

/**
 * How long `Retry-After` (RFC 9110 §10.2.3) asks to wait, milliseconds, uncapped; null when it cannot be read. A date is compared
 * with the answer's own `Date`, so that two clocks need not agree, and with `now` without one (null: it cannot be read).
 */
export const retryAfterMs = (
  retryAfter: string | undefined,
  date: string | undefined,
  now: number | null,
): number | null => {
  const asked = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked) * 1_000;
  const sentAt = timeOf(date);
  const wait = timeOf(asked) - (Number.isNaN(sentAt) ? (now ?? NaN) : sentAt);
  return Number.isNaN(wait) ? null : Math.max(0, wait);
};

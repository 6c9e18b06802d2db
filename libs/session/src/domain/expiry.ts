import type { Session } from './state.ts';

/** How long after a refusal of the provider a challenge is called off again, milliseconds. */
const AGAIN_AFTER_MS = 60_000;

/** Whether the session's time is up at `now` (ISO 8601 UTC). */
export const isExpired = ({ expiresAt }: Session, now: string): boolean => Date.parse(now) >= Date.parse(expiresAt);

/** When the session is over by time alone (ISO 8601 UTC); null when it has ended or is ending, or an outcome is due first. */
export const dueAt = ({ status, awaits, ending, expiresAt, endFailedAt }: Session): string | null => {
  const isIdle = status === 'PENDING' || (status === 'PROCESSING' && awaits !== 'outcome' && ending === null);
  if (!isIdle) return null;
  if (endFailedAt === null) return expiresAt;
  const again = Date.parse(endFailedAt) + AGAIN_AFTER_MS;
  return new Date(Math.max(Date.parse(expiresAt), again)).toISOString();
};

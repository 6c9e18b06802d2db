import type { Session } from './state.ts';

/** When the session is over by time alone (ISO 8601 UTC); null when it has ended, or an outcome is due first. */
export const dueAt = (session: Session): string | null => (session.status === 'PENDING' ? session.expiresAt : null);

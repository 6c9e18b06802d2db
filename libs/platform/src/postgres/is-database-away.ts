import { DatabaseError } from 'pg';

/** Connection exceptions, shutdown, still starting, no connection free. */
const SQLSTATES = /^(08|57P|53300)/;
const OF_SOCKETS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);
/** What pg says without a code. */
const OF_PG =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** Whether PostgreSQL was not there to answer, or broke off: to try again may help, whereas its other errors stay. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!Error.isError(error)) return false;
  if (error instanceof DatabaseError) return SQLSTATES.test(error.code ?? '');
  return OF_SOCKETS.has(codeOf(error)) || OF_PG.test(error.message) || isDatabaseAway(error.cause);
};

import { setTimeout } from 'node:timers/promises';
import { DatabaseError } from 'pg';

/** Connection exceptions, shutdown, still starting, no connection free. */
const SQLSTATES = /^(08|57P|53300)/;

/** Whether a connect or a query failed for want of a connection, rather than being answered with an error. */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof DatabaseError ? SQLSTATES.test(error.code ?? '') : true;

/** Does `attempt` again, ever more slowly, while it fails for want of a connection and `goOn` says so. */
export const whileConnectionLost = async <T>(attempt: () => Promise<T>, goOn: () => boolean): Promise<T> => {
  for (let delay = 10; ; delay = Math.min(delay * 2, 500)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConnectionLost(error) || !goOn()) throw error;
      await setTimeout(delay);
    }
  }
};

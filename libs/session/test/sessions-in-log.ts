import { randomUUID } from 'node:crypto';
import { aggregateInLog } from '@counterfoil/testing';
import type { SessionCommand } from '../src/domain/commands.ts';
import { createSession } from '../src/domain/session.examples.ts';
import { sessionAggregate } from '../src/session-aggregate.ts';

/** Checkout sessions in a log of their own. */
export const sessionsInLog = async () => {
  const log = await aggregateInLog(sessionAggregate);
  const give = (id: string, ...commands: readonly SessionCommand[]): Promise<void> =>
    log.give(id, `pay_${id}`, commands);
  return {
    ...log,
    sessions: sessionAggregate(log.store),
    give,
    /** A new session that was given `commands`; its id. */
    async open(...commands: readonly SessionCommand[]): Promise<string> {
      const sessionId = `cs_${randomUUID()}`;
      await give(sessionId, createSession({ sessionId, paymentId: `pay_${sessionId}` }), ...commands);
      return sessionId;
    },
  };
};

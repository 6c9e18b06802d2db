import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Session, SessionState } from '../domain/state.ts';
import { ownedBy, SESSION_AGGREGATE, type SessionAggregate } from '../session-aggregate.ts';
import { isTokenOf, SessionTokens } from '../session-token.ts';

/** How long a terminal session still reads by its token (api.md): 24 h. */
const READABLE_MS = 24 * 3_600_000;

/** A session of a merchant by id; null when there is none for it. */
export class FindSession extends Query<Session | null> {
  constructor(
    readonly merchantId: string,
    readonly sessionId: string,
  ) {
    super();
  }
}

/** A session by its token; null for an unknown token, and for one whose session is long over. */
export class FindSessionByToken extends Query<Session | null> {
  constructor(
    readonly token: string,
    readonly now: Date,
  ) {
    super();
  }
}

@QueryHandler(FindSession)
export class FindSessionHandler implements IQueryHandler<FindSession> {
  constructor(@Inject(SESSION_AGGREGATE) private readonly sessions: SessionAggregate) {}

  async execute({ merchantId, sessionId }: FindSession): Promise<Session | null> {
    const { state } = await this.sessions.load(sessionId);
    return ownedBy(merchantId)(state) ? state : null;
  }
}

@QueryHandler(FindSessionByToken)
export class FindSessionByTokenHandler implements IQueryHandler<FindSessionByToken> {
  constructor(
    @Inject(SESSION_AGGREGATE) private readonly sessions: SessionAggregate,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
  ) {}

  async execute({ token, now }: FindSessionByToken): Promise<Session | null> {
    const sessionId = this.tokens.sessionIdOf(token);
    if (sessionId === null) return null;
    const { state } = await this.sessions.load(sessionId);
    return isReadable(state, now) && isTokenOf(state.tokenHash, token) ? state : null;
  }
}

const isReadable = (session: SessionState, now: Date): session is Session => {
  if (session.status === 'NONE') return false;
  if (session.status === 'PENDING' || session.status === 'PROCESSING') return true;
  return now.getTime() - Date.parse(session.updatedAt) < READABLE_MS;
};

import { Aggregate, eventCodec, type EventStore } from '@counterfoil/event-sourcing';
import type { SessionCommand } from './domain/commands.ts';
import { sessionDecider } from './domain/decider.ts';
import { sessionEvents, type SessionEvent } from './domain/events.ts';
import type { Session, SessionState } from './domain/state.ts';

/** Between session events and what is stored of them. */
export const sessionCodec = eventCodec<SessionEvent>(sessionEvents);

export type SessionAggregate = Aggregate<SessionCommand, SessionState, SessionEvent>;

/** Nest's injection token of `SessionAggregate`. */
export const SESSION_AGGREGATE = Symbol('SessionAggregate');

/** The checkout sessions in this log: streams `session-cs_…`. */
export const sessionAggregate = (store: EventStore): SessionAggregate =>
  new Aggregate(store, { category: 'session', decider: sessionDecider, codec: sessionCodec });

/** A session is there for its merchant, and for who holds its token. */
export const ownedBy =
  (merchantId: string) =>
  (session: SessionState): session is Session =>
    session.status !== 'NONE' && session.merchantId === merchantId;

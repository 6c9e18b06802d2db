import { Aggregate, eventCodec, type EventStore, type JsonObject } from '@counterfoil/event-sourcing';
import type { ChargeAttemptCommand } from './domain/commands.ts';
import { chargeAttemptDecider } from './domain/decider.ts';
import { chargeAttemptEvents, type ChargeAttemptEvent } from './domain/events.ts';
import type { ChargeAttempt, ChargeAttemptState } from './domain/state.ts';

/** Version 1 knew at most one capture or void of an attempt, and had no name for it but the attempt's. */
const namedByAttempt = (data: JsonObject): JsonObject => ({ ...data, operationId: data['attemptId'] });

/** Version 1 had one attempt a confirmation. */
const oneAttemptEach = (data: JsonObject): JsonObject => ({ ...data, confirmation: data['attempt'] });

/** Version 2 knew no rules but the built-in one. */
const builtInRule = (data: JsonObject): JsonObject => ({
  ...data,
  routing: { ...(data['routing'] as JsonObject), rulesVersion: 0 },
});

/** Version 1 knew no fallback: its word was the last of its confirmation, whoever else was a candidate. */
const lastWord = (data: JsonObject): JsonObject => ({ ...data, nextProvider: null });

/** Between charge attempt events and what is stored of them. */
export const chargeAttemptCodec = eventCodec<ChargeAttemptEvent>(chargeAttemptEvents, {
  ChargeAttemptCreated: [oneAttemptEach, builtInRule],
  ChargeAttemptDeclined: [lastWord],
  ChargeAttemptFailed: [lastWord],
  ChargeCaptured: [namedByAttempt],
  ChargeVoided: [namedByAttempt],
});

export type ChargeAttemptAggregate = Aggregate<ChargeAttemptCommand, ChargeAttemptState, ChargeAttemptEvent>;

/** Nest's injection token of `ChargeAttemptAggregate`. */
export const CHARGE_ATTEMPT_AGGREGATE = Symbol('ChargeAttemptAggregate');

/** The charge attempts in this log: streams `charge_attempt-ch_…`. */
export const chargeAttemptAggregate = (store: EventStore): ChargeAttemptAggregate =>
  new Aggregate(store, { category: 'charge_attempt', decider: chargeAttemptDecider, codec: chargeAttemptCodec });

/** A charge attempt is there for its merchant only. */
export const ownedBy =
  (merchantId: string) =>
  (attempt: ChargeAttemptState): attempt is ChargeAttempt =>
    attempt.status !== 'NONE' && attempt.merchantId === merchantId;

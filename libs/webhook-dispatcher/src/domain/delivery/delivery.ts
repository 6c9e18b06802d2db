import { accept, type Decider, type Decision } from '@counterfoil/event-sourcing/decider';
import type { TransitionTable } from '@counterfoil/event-sourcing/decider';
import type { Attempted, DeliveryEvent } from './events.ts';
import { waitAfter } from './schedule.ts';

interface About {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly endpointId: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
}

/** What came of a try, and a merchant's wish for another. */
export type DeliveryCommand =
  | ({
      readonly type: 'RecordTry';
      readonly round: string;
      readonly statusCode: number | null;
      readonly error: string | null;
      readonly latencyMs: number;
      readonly excerpt: string | null;
      /** Null when the receiver has not asked for a wait, or may not. */
      readonly retryAfterMs: number | null;
      /** From 0 to 1. */
      readonly jitter: number;
    } & About)
  | ({ readonly type: 'RequestRetry' } & About);

/** A delivery as folded from its tries; it is PENDING before the first. */
export interface DeliveryState {
  readonly status: 'PENDING' | 'RETRYING' | 'DELIVERED' | 'EXHAUSTED';
  readonly tries: number;
  readonly round: string | null;
  readonly triesOfRound: number;
}

const PERMITTED = {
  RecordTry: ['RETRYING', 'DELIVERED', 'EXHAUSTED'],
  RequestRetry: ['PENDING', 'RETRYING'],
} as const;

/** Where each command may lead: whatever its status, a delivery may be sent again, and a try that took place is told. */
export const deliveryTransitions = {
  PENDING: { RecordTry: PERMITTED.RecordTry, RequestRetry: ['PENDING'] },
  RETRYING: { RecordTry: PERMITTED.RecordTry, RequestRetry: ['RETRYING'] },
  DELIVERED: { RecordTry: PERMITTED.RecordTry, RequestRetry: ['RETRYING'] },
  EXHAUSTED: { RecordTry: PERMITTED.RecordTry, RequestRetry: ['RETRYING'] },
} as const satisfies TransitionTable<DeliveryState['status'], DeliveryCommand['type']>;

type RecordTry = Extract<DeliveryCommand, { readonly type: 'RecordTry' }>;

/** The receiver has taken it: an answer that broke off, or came too late, is none. */
export const isSuccess = ({ statusCode, error }: Pick<RecordTry, 'statusCode' | 'error'>): boolean =>
  error === null && statusCode !== null && statusCode >= 200 && statusCode < 300;

/** The receiver wants no more, ever (Standard Webhooks). */
const GONE = 410;

const nextOf = (command: RecordTry, triesOfRound: number): Attempted['next'] => {
  const { statusCode, jitter, retryAfterMs, now } = command;
  if (isSuccess(command)) return { status: 'DELIVERED' };
  const wait = statusCode === GONE ? null : waitAfter(triesOfRound, jitter, retryAfterMs);
  if (wait === null) return { status: 'EXHAUSTED' };
  return { status: 'RETRYING', attemptAt: new Date(Date.parse(now) + wait).toISOString() };
};

const decide = (command: DeliveryCommand, delivery: DeliveryState): Decision<DeliveryEvent, never> => {
  const { deliveryId, eventId, endpointId, now: at } = command;
  const about = { deliveryId, eventId, endpointId, at };
  if (command.type === 'RequestRetry') return accept({ type: 'WebhookDeliveryRetryRequested', ...about });
  const { round, statusCode, error, latencyMs, excerpt } = command;
  const triesOfRound = (delivery.round === round ? delivery.triesOfRound : 0) + 1;
  const outcome = { round, number: delivery.tries + 1, statusCode, error, latencyMs, excerpt };
  return accept({ type: 'WebhookDeliveryAttempted', ...about, ...outcome, next: nextOf(command, triesOfRound) });
};

const evolve = (delivery: DeliveryState, event: DeliveryEvent): DeliveryState => {
  switch (event.type) {
    case 'WebhookDeliveryAttempted':
      return {
        status: event.next.status,
        tries: event.number,
        round: event.round,
        triesOfRound: (delivery.round === event.round ? delivery.triesOfRound : 0) + 1,
      };
    case 'WebhookDeliveryRetryRequested':
      return { ...delivery, status: delivery.tries === 0 ? 'PENDING' : 'RETRYING' };
  }
};

/** The webhook delivery of domain.md. */
export const deliveryDecider: Decider<DeliveryCommand, DeliveryState, DeliveryEvent, never> = {
  initialState: { status: 'PENDING', tries: 0, round: null, triesOfRound: 0 },
  decide,
  evolve,
};

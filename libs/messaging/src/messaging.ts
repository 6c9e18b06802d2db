import type { RetryOptions } from '@counterfoil/event-sourcing';
import type { CloudEventType, PublicEvent } from './public-event.ts';

/** What a named group wants to hear, and what it does then. */
export interface Subscription {
  /** A new group starts at the beginning of its topics; a known one goes on where it was. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly types: readonly CloudEventType[];
  /**
   * Must be idempotent: a message comes at least once, and again after a failure or a crash. Messages about one
   * aggregate come in order, one at a time. A handler has to come to an end by itself.
   */
  readonly handle: (event: PublicEvent) => Promise<void>;
  /**
   * What is handled in order, one at a time: messages about one `aggregate`, unless told; or about one `payment`, whatever
   * the topic, as far as the transport keeps an order between topics (the log does).
   */
  readonly orderedBy?: 'aggregate' | 'payment';
  /** Handlers at work at one time; 64 unless told. */
  readonly concurrency?: number;
  readonly retry?: RetryOptions;
}

/** How far a group has come and how far it could, in units of the transport: positions of the log, messages of a topic. */
export interface Standing {
  readonly done: bigint;
  readonly end: bigint;
}

export interface RunningSubscription {
  /** Resolves after `stop`; rejects when an event of ours cannot be read: the group then stands still, and skips nothing. */
  readonly stopped: Promise<void>;
  /** Resolves true once the group is done with all that is published by now, false after `timeoutMs`. */
  settled(timeoutMs: number): Promise<boolean>;
  /** Of the whole group, wherever its instances run. */
  standing(): Promise<Standing>;
  /** Lets the messages in hand finish, and remembers where the group is. */
  stop(): Promise<void>;
}

/** A message that a group gave up on, or that waits behind one. */
export interface DeadLetter {
  /** The id of the aggregate that the message is about. */
  readonly key: string;
  /** The id and type of the event as the adapter stores it. */
  readonly eventId: string;
  readonly type: string;
  /** `dead`: the tries are used up. `parked`: waits behind a dead letter of its key. `due`: is about to be run again. */
  readonly state: 'dead' | 'parked' | 'due';
  /** The last try's message; null for one that was never tried. */
  readonly error: string | null;
  readonly attempts: number;
  readonly at: Date;
}

/** Brings what a context says from the log to its topic. */
export interface Relay {
  /** Under which its checkpoint is kept. */
  readonly name: string;
  /** Resolves after `stop`; rejects at an event that the publisher cannot read: nothing is skipped. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Public events between contexts. One contract suite (`messaging.contract.ts`) holds for every adapter. Publishing is
 * not part of it: what is in the log gets published, by the adapter (`Publisher`), and nothing else does.
 */
export interface Messaging {
  /** Those of this process; none where the log itself is the topic. */
  readonly relays: readonly Relay[];
  /** However many instances a group has, over all processes, each message is handled by one of them. */
  subscribe(subscription: Subscription): RunningSubscription;
  /** In the order of delivery. */
  listDeadLetters(group: string): Promise<readonly DeadLetter[]>;
  /** Has the group handle its dead and parked letters again in order; of one key, when given. Answers how many are due. */
  redrive(group: string, key?: string): Promise<number>;
  /** Stops every subscription. */
  close(): Promise<void>;
}

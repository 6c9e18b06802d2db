import type { ChildProcess } from 'node:child_process';
import type { Messaging, RunningSubscription, Subscription } from '../messaging.ts';
import { cloudEventType } from '../public-event.ts';
import type { PublicEvent } from '../public-event.ts';

export const HAPPENED = cloudEventType('test.happened');
export const NOTED = cloudEventType('test.noted');

/** A message to be: `n` counts from 1 for each key; published as `test.happened` unless told. */
export interface Publication {
  readonly key: string;
  readonly n: number;
  readonly type?: 'test.happened' | 'test.noted';
  readonly padding?: string;
  readonly paymentId?: string;
}

/** One adapter with an empty topic. */
export interface MessagingUnderTest {
  readonly topic: string;
  publish(publications: readonly Publication[]): Promise<void>;
  /** A client of its own, as another process has it. */
  messaging(): Promise<Messaging>;
  /**
   * A process that subscribes to HAPPENED as `group`, and says `handled <key> <n>` in a line after each message; on
   * key `hang` it says `hanging <key> <n>` and never comes to an end.
   */
  spawnSubscriber(group: string): ChildProcess;
  /** Closes every client, and removes the topic. */
  close(): Promise<void>;
}

export interface Heard {
  readonly key: string;
  readonly n: number;
}

export const heard = (event: PublicEvent): Heard => ({ key: event.subject, n: Number(event.data['n']) });

/** `perKey` messages for each of `keys`, the keys taking turns. */
export const rounds = (keys: readonly string[], perKey: number): Publication[] =>
  Array.from({ length: perKey }, (_, index) => keys.map(key => ({ key, n: index + 1 }))).flat();

export const keysNamed = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** What was heard of each key, in order. */
export const byKey = (messages: readonly Heard[]): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Map.groupBy(messages, ({ key }) => key)
      .entries()
      .map(([key, ofKey]) => [key, ofKey.map(({ n }) => n)]),
  );

export const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const quickRetry = { initialDelayMs: 1, maxDelayMs: 20 };

/** Subscribes to HAPPENED and keeps what was handled without a failure; `before` runs first, and may throw. */
export const listen = (
  { topic }: MessagingUnderTest,
  messaging: Messaging,
  group: string,
  options: Partial<Subscription> & { readonly before?: (message: Heard) => Promise<void> | void } = {},
): { readonly messages: Heard[]; readonly subscription: RunningSubscription } => {
  const { before, ...rest } = options;
  const messages: Heard[] = [];
  const subscription = messaging.subscribe({
    group,
    topics: [topic],
    types: [HAPPENED],
    retry: quickRetry,
    handle: async event => {
      await before?.(heard(event));
      messages.push(heard(event));
    },
    ...rest,
  });
  return { messages, subscription };
};

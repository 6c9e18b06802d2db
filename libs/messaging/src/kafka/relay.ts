import { LazyCheckpoint, readConsumerCheckpoint, stopsReader, takeConsumerLock } from '@counterfoil/event-sourcing';
import type { ConsumerLog, EventStore, RecordedEvent } from '@counterfoil/event-sourcing';
import type { Kafka, Message } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Relay } from '../messaging.ts';
import { toPublicEvent } from '../public-event.ts';
import type { Publisher } from '../public-event.ts';
import { sendInTraces } from './message-trace.ts';
import { toMessage } from './message.ts';
import { openRelayProducer, type RelayProducer } from './relay-producer.ts';
import { TrailingCheckpoint } from './trailing-checkpoint.ts';

const AGAIN_MS = 1_000;
/** Well below what a topic takes in one batch. */
const CHUNK_BYTES = 512 * 1024;

export interface RelayOptions {
  readonly client: Kafka;
  readonly store: EventStore;
  readonly pool: Pool;
  readonly log: ConsumerLog;
  readonly publisher: Publisher;
}

/** What the checkpoint and the lock of a topic's relay are kept under: what was sent. */
export const relayName = (topic: string): string => `relay.${topic}`;

/** Up to where nothing has to be sent again. */
const sureName = (topic: string): string => `${relayName(topic)}.sure`;

const publicMessages = async (publisher: Publisher, events: readonly RecordedEvent[]): Promise<Message[]> => {
  const published: Message[] = [];
  for (const event of events)
    for (const draft of await publisher.toPublic(event))
      published.push(toMessage(toPublicEvent(publisher.source, event, draft), event.metadata.paymentId));
  return published;
};

/** In order, in batches that a broker takes. */
const chunksOf = function* (messages: readonly Message[]): Generator<Message[]> {
  let chunk: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value ?? '');
    if (chunk.length > 0 && bytes + size > CHUNK_BYTES) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
};

/**
 * Publishes from where it is sure: first the topic, then the checkpoints, so that a crash, of a broker too, repeats and
 * never omits.
 */
const publish = async (
  { store, pool, log, publisher }: RelayOptions,
  producer: RelayProducer,
  stopping: AbortSignal,
  signal: AbortSignal,
): Promise<void> => {
  const { topic, category } = publisher;
  const name = relayName(topic);
  const sent = new LazyCheckpoint(pool, name, log, await readConsumerCheckpoint(pool, name));
  const sure = await TrailingCheckpoint.open(pool, sureName(topic), log);
  try {
    const options = { after: sure.position, signal, filter: { categories: [category] } };
    for await (const { events, position } of store.subscribe(options)) {
      for (const messages of chunksOf(await publicMessages(publisher, events))) {
        signal.throwIfAborted();
        await sendInTraces(topic, messages, traced => producer.send(traced));
      }
      sent.reach(position);
      sure.reach(position);
    }
    if (stopping.aborted) sure.settle();
  } finally {
    await Promise.all([sent.flush(), sure.close()]);
  }
};

/** Holds the topic's name, and publishes until `signal` aborts. @throws when the name is lost, or a message is not taken */
const tenure = async (options: RelayOptions, signal: AbortSignal): Promise<void> => {
  const lock = await takeConsumerLock(options.pool, relayName(options.publisher.topic), signal);
  const losing = new AbortController();
  void lock.lost.then(reason => losing.abort(reason));
  const producer = openRelayProducer(options.client, options.publisher.topic);
  try {
    await producer.connect();
    await publish(options, producer, signal, AbortSignal.any([signal, losing.signal]));
    losing.signal.throwIfAborted();
    if (!signal.aborted) throw new Error('The subscription to the log ended: stop messaging before the store');
  } finally {
    await producer.disconnect();
    await lock.release();
  }
};

/** One relay a topic works at a time, over all processes; others stand by and take over within seconds. */
export const runRelay = (options: RelayOptions): Relay => {
  const { log, publisher } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const name = relayName(publisher.topic);

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await tenure(options, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (stopsReader(error)) {
          log.error({ err: error, relay: name }, 'relay stopped at an event that it cannot read');
          throw error;
        }
        log.warn({ err: error, relay: name }, 'relay stumbled, starts again');
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {
        // Aborted: the next tenure does not begin.
      });
    }
  };

  const stopped = run();
  stopped.catch(() => {
    // Told by `stopped`; nobody has to listen.
  });
  return {
    name,
    stopped,
    stop: async () => {
      stopping.abort();
      await stopped.catch(() => {
        // Told by `stopped`.
      });
    },
  };
};

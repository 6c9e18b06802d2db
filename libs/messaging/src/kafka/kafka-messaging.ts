import { DeadLetters, readConsumerCheckpoint } from '@counterfoil/event-sourcing';
import type { ConsumerLog, EventStore, GivenUp } from '@counterfoil/event-sourcing';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DeadLetter, Messaging, Relay, RunningSubscription, Subscription } from '../messaging.ts';
import type { Publisher } from '../public-event.ts';
import type { Arrival } from './arrival.ts';
import { openClient, openProducer } from './client.ts';
import { runGroup } from './group.ts';
import type { RunningGroup } from './group.ts';
import { extentsOf, standingOf } from './lag.ts';
import { listenForRedrives } from './redrives.ts';
import { relayName, runRelay } from './relay.ts';
import { deadLetterTopic, ensureDeadLetterTopic, ensureTopics } from './topics.ts';
import type { TopicSettings } from './topics.ts';

/** How often `settled` looks. */
const POLL_MS = 25;

export interface KafkaMessagingOptions extends TopicSettings {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** How this process is called in the brokers' logs. */
  readonly clientId: string;
  /** The log that is published; null for a process that only listens, and has no log. */
  readonly store: EventStore | null;
  /** Of a database with the tables of `migrateConsumers`. */
  readonly pool: Pool;
  /** Of the contexts that run here: their events are published by one of the processes that have them. */
  readonly publishers: readonly Publisher[];
  readonly log: ConsumerLog;
  /** 10,000 unless told: an instance that dies is missed for so long. */
  readonly sessionTimeoutMs?: number;
}

/** No broker answers, or it does not do what we need. Says which variable to look at. */
export class KafkaUnreachable extends Error {
  override readonly name = 'KafkaUnreachable';
  readonly code = 'kafka_unreachable';
}

/** Messaging over Kafka: relays publish from the log, consumer groups handle, PostgreSQL keeps the dead letters. */
export class KafkaMessaging implements Messaging {
  readonly relays: readonly Relay[];
  private readonly groups = new Map<RunningGroup, string>();
  private readonly closing = new AbortController();
  private readonly listening: Promise<void>;

  private constructor(
    private readonly options: KafkaMessagingOptions,
    private readonly client: Kafka,
    private readonly admin: Admin,
    private readonly producer: Producer,
  ) {
    const { pool, log, publishers, store } = options;
    this.relays = store === null ? [] : publishers.map(publisher => runRelay({ ...options, store, client, publisher }));
    this.listening = listenForRedrives(pool, log, group => this.redriven(group), this.closing.signal);
  }

  /** @throws KafkaUnreachable when no broker answers */
  static async open(options: KafkaMessagingOptions): Promise<KafkaMessaging> {
    const { brokers, clientId, log, publishers } = options;
    const client = openClient(brokers, clientId, log);
    const admin = client.admin();
    const producer = openProducer(client);
    const explain = async (explanation: string, work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        await Promise.all([admin.disconnect(), producer.disconnect()]);
        throw new KafkaUnreachable(explanation.replace('REASON', (error as Error).message));
      }
    };
    await explain(
      `MESSAGING_URL: no Kafka answers at ${brokers.join(', ')} (REASON); check host and port, and that it runs`,
      async () => {
        await admin.connect();
        await producer.connect();
      },
    );
    const topics = publishers.map(({ topic }) => topic);
    await explain(
      `Kafka at ${brokers.join(', ')} does not make our topics (REASON); check KAFKA_PARTITIONS, and that it has KAFKA_REPLICATION brokers`,
      () => ensureTopics(admin, topics, options),
    );
    return new KafkaMessaging(options, client, admin, producer);
  }

  subscribe(subscription: Subscription): RunningSubscription {
    const { group, topics } = subscription;
    const { pool, log, sessionTimeoutMs = 10_000 } = this.options;
    const running = runGroup({
      ...{ subscription, sessionTimeoutMs, log, client: this.client },
      letters: new DeadLetters(pool, group),
      showDead: (arrival, givenUp) => this.showDead(group, arrival, givenUp),
      prepare: async () => {
        await ensureTopics(this.admin, topics, this.options);
        await ensureDeadLetterTopic(this.admin, group, this.options);
      },
    });
    this.groups.set(running, group);
    return {
      stopped: running.stopped,
      stop: () => running.stop(),
      settled: timeoutMs => this.settled(subscription, timeoutMs),
      standing: async () => standingOf(this.admin, group, topics, await extentsOf(this.admin, topics)),
    };
  }

  listDeadLetters(group: string): Promise<readonly DeadLetter[]> {
    return new DeadLetters(this.options.pool, group).list();
  }

  redrive(group: string, key?: string): Promise<number> {
    return new DeadLetters(this.options.pool, group).redrive(key);
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.groups.keys(), group => group.stop()));
    await Promise.all(this.relays.map(relay => relay.stop()));
    this.closing.abort();
    await this.listening;
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  private redriven(group: string | null): void {
    for (const [running, name] of this.groups) if (group === null || group === name) running.redrive();
  }

  private async showDead(group: string, { message, letter }: Arrival, { error, attempts }: GivenUp): Promise<void> {
    const { stream, revision } = letter();
    const why = error instanceof Error ? error.message : 'Something other than an Error was thrown';
    const headers = {
      ...message.headers,
      'counterfoil-origin': `${stream}/${revision}`,
      'counterfoil-attempts': String(attempts),
      'counterfoil-error': why.slice(0, 1_000),
    };
    await this.producer.send({
      topic: deadLetterTopic(group),
      acks: -1,
      messages: [{ key: message.key, value: message.value, headers }],
    });
  }

  /** What is in the log now is in the topics, and the group is done with all that is in the topics then. */
  private async settled({ group, topics }: Subscription, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    const head = (await this.options.store?.head()) ?? 0n;
    const isRelayed = async (): Promise<boolean> => {
      const positions = topics.map(topic => readConsumerCheckpoint(this.options.pool, relayName(topic)));
      return (await Promise.all(positions)).every(position => position >= head);
    };
    const until = async (isSo: () => Promise<boolean>): Promise<boolean> => {
      while (!(await isSo())) {
        if (performance.now() + POLL_MS > deadline) return false;
        await sleep(POLL_MS);
      }
      return true;
    };
    if (!(await until(isRelayed))) return false;
    const extents = await extentsOf(this.admin, topics);
    return until(async () => {
      const { done, end } = await standingOf(this.admin, group, topics, extents);
      return done === end;
    });
  }
}

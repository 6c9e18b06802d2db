import type { ConsumerLog } from '@counterfoil/event-sourcing';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { streamOf } from './arrival.ts';
import { Assignment } from './assignment.ts';
import type { AssignmentOptions } from './assignment.ts';
import { PATIENCE } from './client.ts';
import { lettingGo } from './revocation.ts';

/** How often an idle instance looks whether its group is joining anew. */
const HEARTBEAT_MS = 500;
const COMMIT_MS = 200;
/** A stop waits so long for a broker to hear of it. */
const FAREWELL_MS = 3_000;

const FETCH = { maxWaitTimeInMs: 500, maxBytesPerPartition: 256 * 1024, maxBytes: 1024 * 1024 };

export interface MemberOptions extends Omit<AssignmentOptions, 'moved' | 'failed'> {
  readonly client: Kafka;
  /** After so long without a sign of life an instance's partitions are given to others, milliseconds. */
  readonly sessionTimeoutMs: number;
  readonly log: ConsumerLog;
}

/** A timer that keeps no process alive. */
const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

/** One membership in a group: from its first join until it is stopped or fails. */
export class GroupMember {
  private readonly consumer: Consumer;
  private readonly failed = Promise.withResolvers<never>();
  private assignment: Assignment | undefined;
  /** What this instance held before is out of its hands. */
  private letGo: Promise<void> = Promise.resolve();
  private committing: Promise<void> = Promise.resolve();
  private commitTimer: NodeJS.Timeout | undefined;
  private lastSign = performance.now();
  private isStopping = false;

  constructor(private readonly options: MemberOptions) {
    const { client, sessionTimeoutMs, subscription } = options;
    this.consumer = client.consumer({
      ...FETCH,
      groupId: subscription.group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: HEARTBEAT_MS,
      allowAutoTopicCreation: false,
      partitionAssigners: [lettingGo(() => this.revoke())],
      // A consumer that crashed is closed; the next membership has a new one.
      retry: { ...PATIENCE, restartOnFailure: () => Promise.resolve(false) },
    });
    this.failed.promise.catch(() => {
      // Told by `run`.
    });
    const { GROUP_JOIN, HEARTBEAT, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => this.assigned(payload.memberAssignment));
    this.consumer.on(HEARTBEAT, () => (this.lastSign = performance.now()));
    this.consumer.on(CRASH, ({ payload }) => this.failed.reject(payload.error));
  }

  /** Takes part until `stopping` resolves, then lets the messages in hand finish. @throws what it fails at */
  async run(stopping: Promise<void>): Promise<void> {
    const watch = setInterval(() => this.assertAlive(), this.options.sessionTimeoutMs).unref();
    try {
      await Promise.race([this.failed.promise, stopping, this.join()]);
      await Promise.race([this.failed.promise, stopping]);
    } finally {
      clearInterval(watch);
      await this.leave();
    }
  }

  async redriveDue(): Promise<void> {
    await this.assignment?.ready;
    await this.assignment?.redriveDue();
  }

  fail(error: unknown): void {
    this.failed.reject(error);
  }

  private async join(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.options.subscription.topics], fromBeginning: true });
    await this.consumer.run({ autoCommit: false, eachBatch: payload => this.handOut(payload) });
  }

  private async leave(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.commitTimer);
    await this.assignment?.end();
    await Promise.race([this.commit(), pause(FAREWELL_MS)]);
    const gone = this.consumer.disconnect().catch((error: unknown) => {
      this.options.log.warn({ err: error, consumer: this.options.subscription.group }, 'left without a farewell');
    });
    await Promise.race([gone, pause(FAREWELL_MS)]);
  }

  private assigned(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.lastSign = performance.now();
    if (this.isStopping) return;
    const streams = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map(partition => streamOf(topic, partition)),
    );
    const moved = (): void => this.commitSoon();
    const failed = (error: unknown): void => this.fail(error);
    this.assignment = new Assignment({ ...this.options, moved, failed }, new Set(streams), this.letGo);
  }

  /** Waits for what is in hand, but not for so long that the group would take this instance for dead. */
  private async revoke(): Promise<void> {
    const { assignment } = this;
    if (!assignment) return;
    this.letGo = assignment.end();
    const patience = pause((this.options.sessionTimeoutMs * 2) / 3);
    await Promise.race([this.letGo.then(() => this.commit()), patience]);
    if (this.assignment === assignment && !this.isStopping) this.assignment = undefined;
  }

  /** Returns before the messages are done: the client may go on to fetch and to say that it lives. */
  private async handOut(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { assignment } = this;
    if (!assignment) return;
    let isReady = false;
    void assignment.ready.then(
      () => (isReady = true),
      () => {
        // The assignment says why.
      },
    );
    while (!isReady && !assignment.hasEnded) {
      await Promise.race([assignment.ready, pause(HEARTBEAT_MS)]);
      await payload.heartbeat();
    }
    for (const message of batch.messages) {
      while (assignment.isFull) {
        await Promise.race([assignment.room(), pause(HEARTBEAT_MS)]);
        await payload.heartbeat();
      }
      assignment.take(batch.topic, batch.partition, message);
    }
  }

  private commitSoon(): void {
    if (this.isStopping) return;
    this.commitTimer ??= setTimeout(() => void this.commit(), COMMIT_MS);
  }

  /** One at a time: the last one is not over before those on their way. */
  private commit(): Promise<void> {
    clearTimeout(this.commitTimer);
    this.commitTimer = undefined;
    return (this.committing = this.committing.then(() => this.commitNow()));
  }

  /** A failure is told only: a later commit makes up for it, or the messages come again. */
  private async commitNow(): Promise<void> {
    const commits = this.assignment?.toCommit() ?? [];
    if (commits.length === 0) return;
    try {
      await this.consumer.commitOffsets(commits.map(({ offset }) => offset));
      for (const { done } of commits) done();
    } catch (error) {
      this.options.log.warn({ err: error, consumer: this.options.subscription.group }, 'offsets not committed');
    }
  }

  /** The client has been seen to fall silent without a crash. */
  private assertAlive(): void {
    const silentMs = performance.now() - this.lastSign;
    if (silentMs > 3 * this.options.sessionTimeoutMs)
      this.fail(new Error(`The group has not heard of this instance for ${Math.round(silentMs / 1_000)} s`));
  }
}

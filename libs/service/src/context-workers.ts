import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import {
  runKeyedConsumer,
  runProjection,
  type EventStore,
  type Projection,
  type RecordedEvent,
} from '@counterfoil/event-sourcing';
import type { Messaging, RunningSubscription, Subscription } from '@counterfoil/messaging';
import type { Readiness } from '@counterfoil/platform/health';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { measureConsumers, measureProjection, measureSubscriptions } from './measure-followers.ts';
import type { ReadBarrier } from './read-barrier.ts';
import type { Timer } from './timer.ts';
import type { Timers } from './timers.ts';
import { type Follower, watchFollower } from './watch-follower.ts';
import { handleInItsTrace, inItsTrace } from './traced-handlers.ts';

/** What a context does next when its own aggregates have changed: at least once an event, in order by stream. */
export interface ProcessManager {
  readonly name: string;
  readonly categories: readonly string[];
  readonly types: readonly string[];
  /** Handlers at work at one time, 64 unless told: more when they wait for what others do not depend on. */
  readonly concurrency?: number;
  handle(event: RecordedEvent): Promise<void>;
}

/** Work of another kind, begun once the context's tables and projections are there. */
export interface Worker {
  readonly name: string;
  start(): Follower;
}

/** All that a context runs besides answering requests. */
export interface ContextParts {
  readonly projections: readonly Projection[];
  readonly subscriptions: readonly Subscription[];
  readonly processManagers: readonly ProcessManager[];
  readonly timers: readonly Timer[];
  readonly workers?: readonly Worker[];
}

/** What a process gives to every context. */
export interface Surroundings {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly messaging: Messaging;
  readonly barrier: ReadBarrier;
  readonly readiness: Readiness;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly log: Logger;
}

const nameOf = ({ name }: { readonly name: string }): string => name;

/** Runs a context's projections, subscriptions, process managers and timers from the process's start to its end. */
export class ContextWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly followers: Follower[] = [];

  constructor(
    private readonly parts: ContextParts,
    private readonly around: Surroundings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { projections, subscriptions, processManagers, timers, workers = [] } = this.parts;
    const head = await this.around.store.head();
    for (const projection of projections) this.project(projection, head);
    const groups = subscriptions.map(each => ({ name: each.group, running: this.subscribe(each) }));
    for (const manager of processManagers) this.follow(manager.name, this.manage(manager));
    for (const worker of workers) this.follow(worker.name, worker.start());
    measureSubscriptions(this.around, groups);
    measureConsumers(this.around, processManagers.map(nameOf));
    for (const timer of timers) this.around.timers.register(timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Those of every context first: what is due in one waits for what another does.
    await this.around.timers.stop();
    await Promise.all(this.followers.map(follower => follower.stop()));
  }

  private project(projection: Projection, head: bigint): void {
    const running = runProjection({ projection, ...this.around });
    this.around.barrier.register(projection, running);
    measureProjection(this.around, running);
    this.around.readiness.register(`projection ${running.key}`, async () => {
      if (!(await running.waitUntil(head, 0))) throw new Error('it has not caught up with the log yet');
    });
    this.follow(running.key, running);
  }

  private subscribe(subscription: Subscription): RunningSubscription {
    const running = this.around.messaging.subscribe(inItsTrace(subscription));
    this.around.timers.registerSubscription(running);
    this.follow(subscription.group, running);
    return running;
  }

  private manage(manager: ProcessManager): Follower {
    const { name, categories, types, concurrency } = manager;
    return runKeyedConsumer({
      ...this.around,
      name,
      filter: { categories, types },
      ...(concurrency !== undefined && { concurrency }),
      key: event => event.stream,
      handle: event => handleInItsTrace(manager, event),
    });
  }

  private follow(name: string, follower: Follower): void {
    watchFollower(this.around, name, follower);
    this.followers.push(follower);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { EventStore } from '@counterfoil/event-sourcing';
import type { RunningSubscription } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import type { Logger } from 'pino';
import type { Timer } from './timer.ts';

/** How often every timer looks for what is due, milliseconds of real time. */
const EVERY_MS = 1_000;
/** How long a drain goes on before it says that something is left, milliseconds of real time. */
const DRAIN_MS = 45_000;
/** Before a drain tries a timer again that has failed, milliseconds. */
const AGAIN_MS = 100;
/** How long a drain waits for messages to arrive, milliseconds: one that is tried again and again holds up nobody. */
const TOLD_MS = 2_000;
/** How often what follows from a message may lead to another one. */
const HOPS = 5;

interface Scheduled {
  readonly timer: Timer;
  /** The run that goes on now. */
  underWay: Promise<unknown> | null;
}

/**
 * Runs every timer once a second, one run at a time each, with the time of the injected clock. A run that fails is
 * logged, and the next one finds what it has left. Other processes may run the same timers: what they do has its effect once.
 */
export class Timers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly scheduled: Scheduled[] = [];
  private readonly subscriptions: Pick<RunningSubscription, 'settled'>[] = [];
  private readonly stopping = new AbortController();
  private interval: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly store: Pick<EventStore, 'head'>,
    private readonly log: Logger,
    private readonly everyMs = EVERY_MS,
    private readonly drainMs = DRAIN_MS,
  ) {}

  register(timer: Timer): void {
    this.scheduled.push({ timer, underWay: null });
  }

  /** What a timer did in one context is done when the others have heard of it. */
  registerSubscription(subscription: Pick<RunningSubscription, 'settled'>): void {
    this.subscriptions.push(subscription);
  }

  onApplicationBootstrap(): void {
    this.interval = setInterval(() => {
      for (const scheduled of this.scheduled) if (!scheduled.underWay) void this.run(scheduled);
    }, this.everyMs);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Begins no further run, and resolves when those under way have ended and the timers hold nothing any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.interval);
    await Promise.all(this.scheduled.flatMap(({ underWay }) => underWay ?? []));
    await Promise.all(this.scheduled.map(async ({ timer }) => timer.stop?.()));
  }

  /**
   * Runs all timers until none has anything left to do at the time that it is, and every context has heard of what was
   * done. Answers how many things that were, or null when something may be left: after 45 s of real time, or at a stop.
   */
  async drain(): Promise<number | null> {
    const deadline = performance.now() + this.drainMs;
    let done = 0;
    while (!this.stopping.signal.aborted && performance.now() < deadline) {
      const acted = await Promise.all(this.scheduled.map(scheduled => this.runNext(scheduled)));
      if (acted.includes('failed')) await sleep(AGAIN_MS);
      await this.untilTold();
      for (const count of acted) done += count === 'failed' ? 0 : count;
      if (acted.every(count => count === 0)) return done;
    }
    return null;
  }

  private async untilTold(): Promise<void> {
    for (let hop = 0; hop < HOPS; hop += 1) {
      const head = await this.store.head();
      await Promise.all(this.subscriptions.map(subscription => subscription.settled(TOLD_MS)));
      if ((await this.store.head()) === head) return;
    }
  }

  /** A run that begins now: one under way may have looked before the clock moved. */
  private async runNext(scheduled: Scheduled): Promise<number | 'failed'> {
    while (scheduled.underWay) await scheduled.underWay;
    return this.run(scheduled);
  }

  private async run(scheduled: Scheduled): Promise<number | 'failed'> {
    const { timer } = scheduled;
    const run = timer.run(this.clock.now()).catch((error: unknown) => {
      this.log.warn({ err: error, timer: timer.name }, 'a timer could not do what is due; it tries again');
      return 'failed' as const;
    });
    scheduled.underWay = run;
    try {
      return await run;
    } finally {
      scheduled.underWay = null;
    }
  }
}

import { eventually } from '@counterfoil/testing';
import pino from 'pino';
import type { Timer } from './timer.ts';
import { Timers } from './timers.ts';

const NOW = new Date('2026-11-21T10:00:00.000Z');
const clock = { now: () => NOW };
const silent = pino({ level: 'silent' });
const store = { head: async () => 0n };
/** Often enough for a test, and a deadline that no test waits for. */
const EVERY_MS = 5;

let timers: Timers;

const started = (...registered: readonly Timer[]): Timers => {
  timers = new Timers(clock, store, silent, EVERY_MS);
  registered.forEach(timer => timers.register(timer));
  timers.onApplicationBootstrap();
  return timers;
};

/** A run that a test lets end. */
const gate = () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
};

afterEach(() => timers.stop());

describe('a timer', () => {
  it('is run again and again, with the time of the clock', async () => {
    const ran: Date[] = [];
    started({ name: 'a', run: async now => ran.push(now) });
    await eventually(() => ran.length > 2);
    expect(ran[0]).toEqual(NOW);
  });

  it('is tried again after a failure, and holds up no other', async () => {
    let failures = 0;
    let others = 0;
    const failing = async (): Promise<number> => {
      failures += 1;
      throw new Error('no database');
    };
    started({ name: 'failing', run: failing }, { name: 'other', run: async () => (others += 1) });
    await eventually(() => failures > 2 && others > 2);
  });

  it('runs once at a time, and a stop waits for the run under way', async () => {
    const { opened, open } = gate();
    const seen: string[] = [];
    let ticks = 0;
    const slow = async (): Promise<number> => {
      seen.push('begins');
      await opened;
      return seen.push('ends');
    };
    started({ name: 'slow', run: slow }, { name: 'ticks', run: async () => (ticks += 1) });
    await eventually(() => ticks > 5);
    const stopped = timers.stop().then(() => seen.push('stopped'));
    open();
    await stopped;
    expect(seen).toEqual(['begins', 'ends', 'stopped']);
  });
});

describe('a drain', () => {
  it('goes on until a whole round finds nothing to do, also what one timer leaves to another', async () => {
    const left = { a: 2, b: 0 };
    const a = async (): Promise<number> => {
      if (left.a === 0) return 0;
      left.a -= 1;
      left.b += 1;
      return 1;
    };
    const b = async (): Promise<number> => {
      const done = left.b;
      left.b = 0;
      return done;
    };
    timers = new Timers(clock, store, silent);
    timers.register({ name: 'b', run: b });
    timers.register({ name: 'a', run: a });
    expect(await timers.drain()).not.toBeNull();
    expect(left).toEqual({ a: 0, b: 0 });
  });

  it('takes no run for its own that began before it', async () => {
    const { opened, open } = gate();
    let runs = 0;
    const run = async (): Promise<number> => {
      runs += 1;
      if (runs === 1) await opened;
      return 0;
    };
    started({ name: 'a', run });
    await eventually(() => runs === 1);
    const drained = timers.drain();
    open();
    expect(await drained).not.toBeNull();
    expect(runs).toBeGreaterThan(1);
  });

  it('waits until every context has heard of what was done, and of what followed from that', async () => {
    const log = ['PaymentCancelled'];
    const heard: string[] = [];
    const settled = async (): Promise<boolean> => {
      const event = log[heard.length];
      if (event) heard.push(event);
      if (event === 'PaymentCancelled') log.push('CheckoutSessionExpired');
      return true;
    };
    timers = new Timers(clock, { head: async () => BigInt(log.length) }, silent);
    timers.registerSubscription({ settled });
    expect(await timers.drain()).not.toBeNull();
    expect(heard).toEqual(['PaymentCancelled', 'CheckoutSessionExpired']);
  });

  it('tries a timer that failed again', async () => {
    let runs = 0;
    const run = async (): Promise<number> => {
      runs += 1;
      if (runs === 1) throw new Error('not yet');
      return 0;
    };
    timers = new Timers(clock, store, silent);
    timers.register({ name: 'a', run });
    expect(await timers.drain()).not.toBeNull();
    expect(runs).toBe(2);
  });

  it('says so when something may be left: at its deadline, and at a stop', async () => {
    const endless: Timer = { name: 'endless', run: async () => 1 };
    timers = new Timers(clock, store, silent, EVERY_MS, 20);
    timers.register(endless);
    expect(await timers.drain()).toBeNull();
    timers = new Timers(clock, store, silent);
    timers.register(endless);
    const drained = timers.drain();
    await timers.stop();
    expect(await drained).toBeNull();
  });
});

import { stopsReader } from '@counterfoil/event-sourcing';
import { setTimeout as sleep } from 'node:timers/promises';
import { GroupMember } from './group-member.ts';
import type { MemberOptions } from './group-member.ts';

const AGAIN_MS = 1_000;

/** What a broker says of a group that it is about to know: in its first second, or after another broker's end. */
const PASSING = /^(GROUP_LOAD_IN_PROGRESS|GROUP_COORDINATOR_NOT_AVAILABLE|NOT_COORDINATOR_FOR_GROUP)$/;

const typeOf = (error: unknown): string => {
  const { type, cause } = error as { readonly type?: string; readonly cause?: unknown };
  return type ?? (cause instanceof Error ? typeOf(cause) : '');
};

/** One instance of a group in this process. */
export interface RunningGroup {
  /** Resolves after `stop`; rejects when a handler meets what it cannot read. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
  /** Letters of the group may be due. */
  redrive(): void;
}

export interface GroupOptions extends MemberOptions {
  /** Makes what the group reads from, where it is missing. */
  readonly prepare: () => Promise<void>;
}

/** Takes part in a group until it is stopped, again and again: a membership that fails is followed by another. */
export const runGroup = (options: GroupOptions): RunningGroup => {
  const { subscription, log } = options;
  const { group: consumer } = subscription;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
  let member: GroupMember | undefined;

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await options.prepare();
        member = new GroupMember(options);
        await member.run(stop);
      } catch (error) {
        if (stopsReader(error)) {
          log.error({ err: error, consumer }, 'consumer stopped at an event that it cannot read');
          throw error;
        }
        if (!signal.aborted && !PASSING.test(typeOf(error)))
          log.warn({ err: error, consumer }, 'consumer stumbled, starts again');
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {
        // Aborted: there is no further membership.
      });
    }
  };

  const stopped = run();
  stopped.catch(() => {
    // Told by `stopped`; nobody has to listen.
  });
  return {
    stopped,
    redrive: () => {
      const current = member;
      current?.redriveDue().catch((error: unknown) => current.fail(error));
    },
    stop: async () => {
      stopping.abort();
      await stopped.catch(() => {
        // Told by `stopped`.
      });
    },
  };
};

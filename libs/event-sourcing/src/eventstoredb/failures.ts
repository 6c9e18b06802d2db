import { isCommandError } from '@eventstore/db-client';
import { ExponentialBackoff } from 'cockatiel';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreRefused, EventStoreUnreachable } from '../event-store-errors.ts';

/** Between two tries at a server that is away, or whose leader changes. */
const BACKOFF = new ExponentialBackoff({ initialDelay: 20, maxDelay: 1_000 });

const REFUSALS = new Map<string, string>([
  ['access-denied', 'it does not know this user and password, or they may not do this'],
  ['stream-deleted', 'the stream was deleted'],
  ['maximum-append-size-exceeded', 'the append is larger than the server takes (its setting MaxAppendSize)'],
]);

/** INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED */
const REFUSING_CODES = new Set([3, 7, 12]);

/** The client's word for what happened; undefined for what is no error of a command. */
export const typeOf = (error: unknown): string | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

/** What a server said that would say the same again. Anything else may pass: it is away, was away, or has a new leader. */
const refusalOf = (error: unknown): EventStoreRefused | undefined => {
  if (error instanceof EventStoreRefused) return error;
  const reason = REFUSALS.get(typeOf(error) ?? '');
  if (reason !== undefined) return new EventStoreRefused(reason, { cause: error });
  const isRefused = error instanceof Error && isCommandError(error) && REFUSING_CODES.has(error.code ?? 0);
  return isRefused ? new EventStoreRefused(error.message, { cause: error }) : undefined;
};

const unreachable = (error: unknown): EventStoreUnreachable =>
  new EventStoreUnreachable(error instanceof Error ? error.message : String(error), { cause: error });

/** Waits longer from failure to failure, and starts anew after each success. */
export class Patience {
  private wait: ReturnType<typeof BACKOFF.next> | undefined;
  private giveUpAt: number;

  constructor(private readonly patienceMs: number) {
    this.giveUpAt = performance.now() + patienceMs;
  }

  succeeded(): void {
    this.wait = undefined;
    this.giveUpAt = performance.now() + this.patienceMs;
  }

  /** Resolves when it is time for the next try. @throws EventStoreRefused; `onGivenUp(error)` when it has lasted too long */
  async afterFailure(
    error: unknown,
    {
      signal,
      onGivenUp = unreachable,
    }: { signal?: AbortSignal | undefined; onGivenUp?: (error: unknown) => Error } = {},
  ): Promise<void> {
    const refusal = refusalOf(error);
    if (refusal) throw refusal;
    if (performance.now() >= this.giveUpAt) throw onGivenUp(error);
    this.wait = this.wait ? this.wait.next(undefined) : BACKOFF.next();
    // An abort ends the wait early, which is all it is for.
    await sleep(this.wait.duration, undefined, { signal }).catch(() => undefined);
  }
}

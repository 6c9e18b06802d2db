import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, WebhookEventResource } from '@counterfoil/contracts';
import { ListenFailure } from './options.ts';

/** How often it looks for more, milliseconds. */
const LOOK_EVERY_MS = 300;

/** Before it asks again what could not be asked, milliseconds. */
const AGAIN_MS = 1_000;

const DEADLINE_MS = 10_000;

interface Feed {
  readonly url: URL;
  readonly key: string;
  readonly signal: AbortSignal;
  /** Told once when the product cannot be reached, and once when it can again. */
  readonly tell: (line: string) => void;
}

/** A refusal that no repetition changes. */
const refused = (status: number): ListenFailure =>
  status === 401
    ? new ListenFailure('--key: the product does not know this API key')
    : new ListenFailure(`--url: GET /v1/events was answered with ${status}; is this the product?`);

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** One page, newest first. @throws ListenFailure for what no repetition changes, anything else for what one may */
const readPage = async (
  { url, key, signal }: Feed,
  limit: number,
  cursor: string | null,
): Promise<Page<WebhookEventResource>> => {
  const at = new URL('/v1/events', url);
  at.searchParams.set('limit', String(limit));
  if (cursor !== null) at.searchParams.set('cursor', cursor);
  const response = await fetch(at, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
  });
  if (response.ok) return (await response.json()) as Page<WebhookEventResource>;
  await response.body?.cancel();
  if (isPassing(response.status)) throw new Error(`it answers ${response.status}`);
  throw refused(response.status);
};

const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
  return cause?.code ?? message;
};

/** Asks until there is an answer. */
const insist = async <T>(feed: Feed, ask: () => Promise<T>): Promise<T> => {
  for (let isLost = false; ;) {
    try {
      const answer = await ask();
      if (isLost) feed.tell(`${feed.url.origin} is there again`);
      return answer;
    } catch (error) {
      if (feed.signal.aborted || error instanceof ListenFailure) throw error;
      if (!isLost) feed.tell(`${feed.url.origin} cannot be asked for events (${reasonOf(error)}); trying again`);
      isLost = true;
      await sleep(AGAIN_MS, undefined, { signal: feed.signal });
    }
  }
};

/** What was committed after the event `last`, oldest first; everything when there was none. */
const readAfter = async (feed: Feed, last: string | null): Promise<readonly WebhookEventResource[]> => {
  const found: WebhookEventResource[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Page<WebhookEventResource> = await readPage(feed, 100, cursor);
    const until = page.data.findIndex(({ id }) => id === last);
    found.push(...(until < 0 ? page.data : page.data.slice(0, until)));
    if (until >= 0 || page.next_cursor === null) return found.reverse();
    cursor = page.next_cursor;
  }
};

/** What comes after `last`, each once, in commit order. */
const eventsAfter = async function* (feed: Feed, last: string | null): AsyncGenerator<WebhookEventResource, never> {
  for (let seen = last; ;) {
    for (const event of await insist(feed, () => readAfter(feed, seen))) {
      yield event;
      seen = event.id;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: feed.signal });
  }
};

/**
 * Resolves once it listens: with the merchant's events from now on, each once, in commit order. The list is in that order
 * too, newest first: whatever is above the last one seen is new, and nothing ever comes below it. Outlives restarts of the
 * product; ends by throwing, at the latest when `signal` aborts. @throws ListenFailure
 */
export const eventsFromNow = async (feed: Feed): Promise<AsyncIterable<WebhookEventResource>> => {
  const { data } = await insist(feed, () => readPage(feed, 1, null));
  return eventsAfter(feed, data[0]?.id ?? null);
};

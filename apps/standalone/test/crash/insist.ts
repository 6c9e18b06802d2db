import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '@counterfoil/testing';

/** Repeats a request, the same each time, until it is answered. */
export type Insist = <Body>(request: () => Promise<Answer<Body>>) => Promise<Answer<Body>>;

/**
 * When to come back, in seconds, after an answer that is none yet (api.md: Retry-After): PostgreSQL has not noticed that
 * whoever ran the request is gone, or no provider can be asked at the moment.
 */
const comeBackIn = ({ status, headers }: Answer<unknown>): number =>
  status === 409 || status === 503 ? Number(headers.get('retry-after')) : 0;

/** What fetch throws for a connection that was refused, or that broke before or within the answer. */
export const isBrokenConnection = (error: unknown): boolean =>
  /^TypeError: (fetch failed|terminated)/.test(String(error));

/** A client that does not give up: when the connection breaks it asks again once `comeBack` resolves. */
export const insistAfter =
  (comeBack: () => Promise<void>): Insist =>
  async request => {
    for (;;) {
      try {
        const answer = await request();
        const wait = comeBackIn(answer);
        if (wait === 0) return answer;
        await sleep(wait * 1_000);
      } catch (error) {
        if (!isBrokenConnection(error)) throw error;
        await comeBack();
      }
    }
  };

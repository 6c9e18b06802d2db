import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '@counterfoil/testing';

/** Repeats a request, the same each time, until it is answered. */
export type Insist = <Body>(request: () => Promise<Answer<Body>>) => Promise<Answer<Body>>;

const isBusy = ({ status, body }: Answer<unknown>): boolean =>
  status === 409 && body.code === 'idempotency_in_progress';

/** What fetch throws for a connection that was refused, or that broke before or within the answer. */
const isBrokenConnection = (error: unknown): boolean => /^TypeError: (fetch failed|terminated)/.test(String(error));

/** A client that does not give up: when the connection breaks it asks again once `comeBack` resolves. */
export const insistAfter =
  (comeBack: () => Promise<void>): Insist =>
  async request => {
    for (;;) {
      try {
        const answer = await request();
        if (!isBusy(answer)) return answer;
        // PostgreSQL has not noticed yet that whoever ran the request is gone (api.md: Retry-After).
        await sleep(Number(answer.headers.get('retry-after')) * 1_000);
      } catch (error) {
        if (!isBrokenConnection(error)) throw error;
        await comeBack();
      }
    }
  };

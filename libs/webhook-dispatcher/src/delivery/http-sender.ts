import { callSpan, traced } from '@counterfoil/platform/tracing';
import { Agent } from 'undici';
import { AnswerReader } from './answer-reader.ts';
import { urlFault } from './check-url.ts';
import { deliveryHeaders } from './delivery-headers.ts';
import { guardedConnector } from './guarded-connector.ts';
import { resolveName, type ResolveName } from './resolve-name.ts';
import type { AddressPolicy, Delivery, Sender, TryOutcome } from './sender.ts';

interface SenderOptions {
  readonly policy: AddressPolicy;
  /** Over looking up, connecting, sending and the whole answer, milliseconds. */
  readonly deadlineMs?: number;
  readonly resolve?: ResolveName;
}

const DEADLINE_MS = 15_000;

/** Below what receivers wait, so that a try does not meet a connection that is being closed, milliseconds. */
const KEEP_ALIVE_MS = 2_000;
/** For a receiver that says how long it waits. */
const KEEP_ALIVE_MAX_MS = 30_000;

/** As many connections as there are tries under way: whoever has none waits for nobody, and a slow receiver holds its own only. */
const openAgent = (policy: AddressPolicy, resolve: ResolveName, deadlineMs: number): Agent =>
  new Agent({
    connect: guardedConnector(policy, resolve, deadlineMs),
    connections: null,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    // The deadline is over all of a try.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

const post = (agent: Agent, delivery: Delivery, deadlineMs: number): Promise<TryOutcome> =>
  new Promise(resolve => {
    const startedAt = performance.now();
    const reader = new AnswerReader(ending => {
      clearTimeout(deadline);
      resolve({ ...ending, latencyMs: Math.round(performance.now() - startedAt) });
    });
    const deadline = setTimeout(() => reader.giveUp('timeout'), deadlineMs);
    const { origin, pathname, search } = new URL(delivery.url);
    const headers = deliveryHeaders(delivery);
    agent.dispatch({ origin, path: `${pathname}${search}`, method: 'POST', headers, body: delivery.body }, reader);
  });

const tracedPost = (agent: Agent, delivery: Delivery, deadlineMs: number): Promise<TryOutcome> =>
  traced(callSpan('POST', delivery.url), async span => {
    const outcome = await post(agent, delivery, deadlineMs);
    if (outcome.status !== null) span.set({ 'http.response.status_code': outcome.status });
    if (outcome.type === 'failed') span.fail(outcome.error);
    return outcome;
  });

/** Sends over HTTP/1.1 to where `policy` lets it; `close` cuts off what is under way. */
export const httpSender = ({ policy, deadlineMs = DEADLINE_MS, resolve = resolveName }: SenderOptions): Sender => {
  const agent = openAgent(policy, resolve, deadlineMs);
  return {
    // The policy may have changed since the URL was registered.
    send: async delivery =>
      urlFault(delivery.url, policy) === null
        ? tracedPost(agent, delivery, deadlineMs)
        : { type: 'failed', error: 'address_not_allowed', status: null, latencyMs: 0 },
    close: () => agent.destroy(),
  };
};

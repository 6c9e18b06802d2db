// `npm run listen`: prints a merchant's events as they happen, and sends them on, signed, to a server on this machine.
import type { WebhookEventResource } from '@counterfoil/contracts';
import { eventsFromNow } from './listen/event-feed.ts';
import { forward, secretOf } from './listen/forward.ts';
import { ListenFailure, listenOptions, type ListenOptions } from './listen/options.ts';

const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());

const lineOf = ({ id, type, created_at, paymentId, sequence }: WebhookEventResource): string => {
  const about = paymentId === null ? '' : `  ${paymentId} #${sequence}`;
  return `${created_at.slice(11, 23)}  ${type.padEnd(32)} ${id}${about}`;
};

const listen = async ({ forward: to, types, url, key }: ListenOptions): Promise<never> => {
  const secret = secretOf(key);
  const events = await eventsFromNow({ url, key, signal, tell: console.error });
  if (to) console.log(`forwarding to ${to.href}, signed with ${secret}`);
  console.log(`listening to ${url.origin}; Ctrl-C ends it`);
  for await (const event of events) {
    if (types && !types.has(event.type)) continue;
    console.log(to ? `${lineOf(event)}  -> ${await forward(to, secret, event, signal)}` : lineOf(event));
  }
  throw new ListenFailure('The events ended');
};

try {
  await listen(listenOptions(process.argv.slice(2), process.env));
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof ListenFailure ? error.message : error);
    process.exitCode = 1;
  }
}

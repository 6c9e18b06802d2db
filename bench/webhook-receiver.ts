// A receiver in a process of its own, told over its channel: answers 200 at once, or nothing at all.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What it is told: to begin anew, and how to answer; or to say what it got since. */
export type ReceiverOrder = { readonly begin: 'answers' | 'hangs' } | { readonly report: true };

/** What it got: how many, and how long after their event each came, milliseconds. */
export interface ReceiverReport {
  readonly received: number;
  readonly latencies: readonly number[];
}

const CREATED_AT = /"created_at":"([^"]+)"/;

let answers = true;
let latencies: number[] = [];

const take = async (request: IncomingMessage): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const at = Date.now();
  latencies.push(at - Date.parse(CREATED_AT.exec(Buffer.concat(chunks).toString())?.[1] ?? ''));
};

const server = createServer((request, response) => {
  void take(request).then(() => (answers ? response.end() : undefined));
});

process.on('message', (order: ReceiverOrder) => {
  if ('report' in order) {
    process.send?.({ received: latencies.length, latencies } satisfies ReceiverReport);
    return;
  }
  answers = order.begin === 'answers';
  latencies = [];
  process.send?.('begun');
});
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

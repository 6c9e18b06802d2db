import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@counterfoil/testing';

/** One callback as it came in. */
export interface Received {
  readonly signature: string;
  readonly raw: string;
  readonly body: any;
}

/** A merchant's end of callbacks: keeps what comes, answers 200, or the statuses of `answers` first. */
export const callbackReceiver = async () => {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      received.push({ signature: String(request.headers['alpha-signature']), raw, body: JSON.parse(raw) });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received,
    answers,
    of: (reference: string) => received.filter(({ body }) => body.reference === reference),
    /** Waits for the first `count` callbacks about `reference`. */
    until: (reference: string, count: number) =>
      eventually(
        () => {
          const found = received.filter(({ body }) => body.reference === reference);
          return found.length >= count ? found : undefined;
        },
        { describe: `${count} callback(s) about ${reference}` },
      ),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

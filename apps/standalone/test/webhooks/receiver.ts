import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookEventResource } from '@counterfoil/contracts';

/** One try, as a receiver got it. */
export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The very bytes. */
  readonly text: string;
  readonly event: WebhookEventResource;
}

/** Answers one try, or leaves it unanswered. */
type Answer = (response: ServerResponse, received: Received) => void;

/** A merchant's server that keeps all it gets. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on; 200 until it is told otherwise. */
  answer(answer: Answer): void;
  close(): Promise<void>;
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  response =>
    void response.writeHead(code, headers).end(`this is ${code}`);

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const close = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
};

/** Listens on a port of its own on loopback. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  let answer: Answer = status(200);
  const server = createServer((request, response) => {
    void read(request).then(text => {
      const headers = request.headers as Received['headers'];
      const one = { id: headers['webhook-id'] ?? '', headers, text, event: JSON.parse(text) as WebhookEventResource };
      received.push(one);
      answer(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: next => (answer = next),
    close: () => close(server),
  };
};

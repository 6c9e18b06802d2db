import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a receiver was sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers. */
export type Answer = (response: ServerResponse, socket: Socket) => void;

/** A receiver of webhooks that writes down what it gets and answers as it is told. */
export interface FailingReceiver extends AsyncDisposable {
  readonly port: number;
  readonly received: readonly Received[];
  /** Connections since it was opened, and those still open. */
  readonly connections: { readonly total: number; readonly open: number };
  answer: Answer;
}

const answerOk: Answer = response => response.end('ok');

/** Listens on a loopback address; with `server`, as that one does. */
export const openReceiver = async (
  answer: Answer = answerOk,
  server: Server = createServer(),
): Promise<FailingReceiver> => {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const connections = { total: 0, open: 0 };
  server.on('connection', (socket: Socket) => {
    connections.total += 1;
    connections.open += 1;
    sockets.add(socket);
    socket.on('error', () => {}); // Whoever sends closes what it has read enough of.
    socket.on('close', () => {
      connections.open -= 1;
      sockets.delete(socket);
    });
  });
  server.on('request', (request, response) => {
    void text(request).then(body => {
      received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      receiver.answer(response, request.socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: FailingReceiver = {
    port: (server.address() as AddressInfo).port,
    received,
    connections,
    answer,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return receiver;
};

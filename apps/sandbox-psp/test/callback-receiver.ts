import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@counterfoil/testing';
import type { Json } from './running-psp.ts';

/** One callback as it came in. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: Json;
}

/** A merchant's end of callbacks: keeps what comes, answers 200, or the statuses of `answers` first. */
export const callbackReceiver = async () => {
  const received: Received[] = [];
  const answers: number[] = [];
  const of = (reference: string): readonly Received[] =>
    received.filter(
      ({ body }) => (body.transaction?.request_id ?? body.chargeback?.payment ?? body.reference) === reference,
    );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, raw, body: JSON.parse(raw) });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received,
    answers,
    of,
    /** Waits for the first `count` callbacks about `reference`. */
    until: async (reference: string, count: number): Promise<readonly Received[]> => {
      await eventually(() => of(reference).length >= count, { describe: `${count} callback(s) about ${reference}` });
      return of(reference);
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { WebhookReceiver, type WebhookEvent } from '../src/index.ts';
import { webhookHandler } from './express.ts';
import { webhooks } from './fastify.ts';
import { WebhooksController } from './nest.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** White space and characters that parsing and writing again would not keep. */
const body =
  '{ "id": "evt_1",\n "type": "payment.succeeded", "n": 1.0, "data": { "payment": { "note": "Zo\\u00eb 🙂" } } }';

interface Serving {
  readonly url: string;
  close(): Promise<unknown>;
}

type Serve = (receiver: WebhookReceiver) => Promise<Serving>;

/** Express itself is not needed: `express.raw` puts the bytes into `body`, and a handler is told of failures by `next`. */
const serveExpress: Serve = async receiver => {
  const handler = webhookHandler(receiver);
  const server = createServer((request, response) => {
    void buffer(request).then(bytes =>
      handler(Object.assign(request, { body: bytes }), response, () => response.writeHead(500).end()),
    );
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise(closed => server.close(closed).closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, close };
};

const serveFastify: Serve = async receiver => {
  const app = fastify();
  await app.register(webhooks(receiver));
  return { url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`, close: () => app.close() };
};

@Module({})
class ReceivingModule {}

const serveNest: Serve = async receiver => {
  const providers = [{ provide: WebhookReceiver, useValue: receiver }];
  const module = { module: ReceivingModule, controllers: [WebhooksController], providers };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a class in name only: Nest takes a literal
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    rawBody: true,
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { url: `${await app.getUrl()}/hook`, close: () => app.close() };
};

const post = (url: string, sent: string) => {
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
  };
  return fetch(url, { method: 'POST', headers, body: sent });
};

describe.each([
  ['Express', serveExpress],
  ['Fastify', serveFastify],
  ['Nest', serveNest],
])('the example for %s', (_, serve) => {
  it('takes the bytes that were signed, refuses others, and lets a failed event come again', async () => {
    const handled: WebhookEvent[] = [];
    const failures = [new Error('database down')];
    const handle = (event: WebhookEvent): void => {
      const failure = failures.pop();
      if (failure) throw failure;
      handled.push(event);
    };
    const serving = await serve(new WebhookReceiver({ keys: [secret], handle }));
    try {
      const statuses = [];
      for (const sent of [`${body} `, body, body, body]) statuses.push((await post(serving.url, sent)).status);
      expect(statuses).toEqual([401, 500, 204, 204]);
      expect(handled).toEqual([JSON.parse(body)]);
    } finally {
      await serving.close();
    }
  });
});

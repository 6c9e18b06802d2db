import { EmbeddedKafkaError, startEmbeddedKafka } from '@counterfoil/embedded-kafka';
import type { EmbeddedKafka } from '@counterfoil/embedded-kafka';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the workers of a run ask for its Kafka. */
export const TEST_KAFKA_URL = 'TEST_KAFKA_URL';

/** What they are told: brokers, or why there are none. */
export type KafkaOffer =
  { readonly brokers: readonly string[] } | { readonly unavailable: string } | { readonly failed: string };

let dataDir: string | undefined;
let starting: Promise<EmbeddedKafka> | undefined;

const start = async (): Promise<EmbeddedKafka> => {
  dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-kafka-'));
  return startEmbeddedKafka({ dataDir });
};

const offer = async (): Promise<KafkaOffer> => {
  try {
    starting ??= start();
    return { brokers: (await starting).brokers };
  } catch (error) {
    if (error instanceof EmbeddedKafkaError && error.reason === 'not_installed') return { unavailable: error.message };
    return { failed: String(error) };
  }
};

/** The first worker to ask has one broker started for all of them; a run that needs none starts none. */
export const offerTestKafka = async (): Promise<void> => {
  const server = createServer((_request, response) => {
    // A connection kept for another question would keep a worker from its end.
    void offer().then(told => response.writeHead(200, { connection: 'close' }).end(JSON.stringify(told)));
  });
  server.unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env[TEST_KAFKA_URL] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

export const stopTestKafka = async (): Promise<void> => {
  const broker = await starting?.catch(() => undefined); // Told to whoever asked for it.
  await broker?.stop();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true });
};

import { TEST_KAFKA_URL } from './test-kafka.ts';
import type { KafkaOffer } from './test-kafka.ts';

const ask = async (): Promise<KafkaOffer> => {
  const named = process.env['KAFKA_BROKERS'];
  if (named !== undefined) return { brokers: named.split(',') };
  const url = process.env[TEST_KAFKA_URL];
  if (url === undefined) throw new Error(`${TEST_KAFKA_URL} is not set: run the tests through npm test`);
  return (await (await fetch(url)).json()) as KafkaOffer;
};

const offer = await ask();
if ('failed' in offer) throw new Error(`The Kafka of the test run did not start: ${offer.failed}`);

/** `describe` where Kafka can be had; elsewhere its tests are skipped, and one line says why. */
export const describeOnKafka = 'brokers' in offer ? describe : describe.skip;

if ('unavailable' in offer) process.stderr.write(`Kafka tests are skipped: ${offer.unavailable}\n`);

/** The broker of the test run, shared by all: topics and groups need names of their own. `KAFKA_BROKERS` names another. */
export const testBrokers: readonly string[] = 'brokers' in offer ? offer.brokers : [];

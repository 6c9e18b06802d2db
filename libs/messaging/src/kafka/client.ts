import type { ConsumerLog } from '@counterfoil/event-sourcing';
import { Kafka, logLevel } from 'kafkajs';
import type { LogEntry, Producer, ProducerConfig } from 'kafkajs';
import { wholeTopicPartitioner } from './whole-topic.ts';

/** Attempts within a call of the client; who calls it begins anew for as long as it takes. */
export const PATIENCE = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6, factor: 0.2, multiplier: 2 };

/** What the client says while it asks again in a moment; when it gives up, who called it says so, with the reason. */
const EXPECTED =
  /rebalanc|coordinator is (loading|not available)|not aware of this member|leader|metadata|Connection|broker|^Crash/i;

/** The client's complaints; none is an error yet: this adapter says so itself when it gives up. */
const complaintsTo =
  (log: ConsumerLog) =>
  () =>
  ({ namespace, log: entry }: LogEntry): void => {
    const { message, groupId, error } = entry as Record<string, unknown>;
    if (!EXPECTED.test(`${String(message)} ${String(error)}`))
      log.warn({ client: namespace, group: groupId, reason: error }, `Kafka client: ${String(message)}`);
  };

/** kafkajs counts a time-out down below zero (tulios/kafkajs#1751), harmlessly; Node would say so at every connection. */
const quietenNegativeTimeouts = (): void => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const [type] = rest;
    const name = typeof type === 'object' && type !== null && 'type' in type ? type.type : type;
    if (name !== 'TimeoutNegativeWarning') (emitWarning as (...all: unknown[]) => void)(warning, ...rest);
  };
};

let isQuiet = false;

export const openClient = (brokers: readonly string[], clientId: string, log: ConsumerLog): Kafka => {
  if (!isQuiet) quietenNegativeTimeouts();
  isQuiet = true;
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: PATIENCE,
    logLevel: logLevel.ERROR,
    logCreator: complaintsTo(log),
  });
};

/** In order, one request at a time. Not idempotent: after a failure the client may give two batches one number, and a broker keeps one. */
export const openProducer = (
  client: Kafka,
  options: Pick<ProducerConfig, 'retry' | 'createPartitioner'> = {},
): Producer =>
  client.producer({
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: wholeTopicPartitioner,
    retry: PATIENCE,
    ...options,
  });

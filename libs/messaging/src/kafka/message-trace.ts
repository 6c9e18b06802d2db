import { during } from '@counterfoil/platform';
import { openSpan, parseTrace, traceparentOf } from '@counterfoil/platform/tracing';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { header } from './message.ts';

type Headers = Pick<KafkaMessage, 'headers'>;

const placeOf = (message: Headers) => parseTrace(header(message, 'traceparent'), header(message, 'tracestate'));

/** The same message, as a step of its own below the append that it tells of: `ce_traceparent` stays what it is. */
const begun = (topic: string, message: Message & { readonly headers?: IHeaders }) => {
  const parent = placeOf(message);
  const span =
    parent &&
    openSpan({
      name: `send ${topic}`,
      kind: 'producer',
      parent,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': topic,
        'messaging.message.id': header(message, 'ce_id'),
      },
    });
  return {
    span,
    message: span ? { ...message, headers: { ...message.headers, traceparent: traceparentOf(span.place) } } : message,
  };
};

/** Sends a batch, each message as a step of its trace. */
export const sendInTraces = async (
  topic: string,
  messages: readonly Message[],
  send: (messages: Message[]) => Promise<unknown>,
): Promise<void> => {
  const steps = messages.map(message => begun(topic, message));
  try {
    await send(steps.map(({ message }) => message));
  } catch (error) {
    for (const { span } of steps) span?.fail((error as Error).name);
    throw error;
  } finally {
    for (const { span } of steps) span?.end();
  }
};

/** Runs `handle` as a part of the trace that the message's transport header tells of. */
export const inTraceOf = <T>(message: Headers, handle: () => T): T => {
  const place = placeOf(message);
  return place ? during(place, handle) : handle();
};

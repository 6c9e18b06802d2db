import { CloudEvent, Kafka } from 'cloudevents';
import type { Message as Bound } from 'cloudevents';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { z } from 'zod';
import type { CloudEventType, PublicEvent } from '../public-event.ts';

/** CloudEvents attributes travel as headers with this prefix (Kafka protocol binding, binary mode). */
const PREFIX = 'ce_';

const ours: z.ZodType<PublicEvent> = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  type: z.string().regex(/^io\.counterfoil\..+\.v\d+$/) as unknown as z.ZodType<CloudEventType>,
  source: z.string().startsWith('/counterfoil/'),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
  merchantid: z.string(),
  traceparent: z.string(),
});

interface Received extends Bound {
  readonly value: string | undefined;
}

/** Why a message is none of ours. */
class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/**
 * A public event in binary mode: the key is the aggregate's id, and the trace context stands where W3C has it too. The
 * payment it is about goes along as the extension `paymentid`, so that nobody has to read the data to find the lane.
 */
export const toMessage = (event: PublicEvent, paymentId: string | null): Message => {
  const extension = paymentId === null ? {} : { paymentid: paymentId };
  const { headers } = Kafka.binary(new CloudEvent({ ...event, ...extension }));
  const sent: IHeaders = { traceparent: event.traceparent };
  for (const [name, value] of Object.entries(headers))
    // The binding has the content type as a header of its own, not as an attribute.
    if (typeof value === 'string' && name !== `${PREFIX}datacontenttype`) sent[name] = value;
  return {
    key: event.subject,
    value: JSON.stringify(event.data),
    // Without the event's time, which is `ce_time`: a test clock runs ahead of what a broker takes for a timestamp.
    headers: sent,
  };
};

export const header = ({ headers }: Pick<KafkaMessage, 'headers'>, name: string): string | undefined => {
  const value = headers?.[name];
  const [first] = Array.isArray(value) ? value : [value];
  return first?.toString();
};

/** The CloudEvents type, without reading the rest. */
export const typeOf = (message: Pick<KafkaMessage, 'headers'>): string | undefined => header(message, `${PREFIX}type`);

/** The payment that a message is about, where its publisher said so. */
export const paymentIdOf = (message: Pick<KafkaMessage, 'headers'>): string | undefined =>
  header(message, `${PREFIX}paymentid`);

/** @throws UnreadableMessage when it is no CloudEvent of ours */
export const toPublicEventOf = (message: Pick<KafkaMessage, 'headers' | 'key' | 'value'>): PublicEvent => {
  const headers = Object.fromEntries(Object.keys(message.headers ?? {}).map(name => [name, header(message, name)]));
  const value = message.value?.toString();
  try {
    // The binding reads the bytes as `value`, which its declared types leave out.
    const received: Received = { headers, body: value, value };
    return ours.parse(Kafka.toEvent(received));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UnreadableMessage(`Not a CloudEvent of ours: ${reason.replaceAll(/\s+/g, ' ').slice(0, 300)}`);
  }
};

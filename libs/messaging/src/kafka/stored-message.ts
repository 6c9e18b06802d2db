import type { KafkaMessage } from 'kafkajs';
import { header } from './message.ts';

/** What a consumer reads of a message. */
export type RawMessage = Pick<KafkaMessage, 'key' | 'value' | 'headers'>;

/** A message as its dead letter keeps it: text as text, any other bytes in base64. */
interface Stored {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string | null;
  readonly encoding: 'utf8' | 'base64';
}

const isText = (value: Buffer): boolean => Buffer.from(value.toString('utf8')).equals(value);

export const storedMessage = (message: RawMessage): string => {
  const encoding = message.value === null || isText(message.value) ? 'utf8' : 'base64';
  const stored: Stored = {
    key: message.key?.toString() ?? null,
    headers: Object.fromEntries(Object.keys(message.headers ?? {}).map(name => [name, header(message, name) ?? ''])),
    value: message.value?.toString(encoding) ?? null,
    encoding,
  };
  return JSON.stringify(stored);
};

/** The message of `storedMessage`. */
export const restoredMessage = (stored: string): RawMessage => {
  const { key, headers, value, encoding } = JSON.parse(stored) as Stored;
  return {
    key: key === null ? null : Buffer.from(key),
    headers: { ...headers },
    value: value === null ? null : Buffer.from(value, encoding),
  };
};

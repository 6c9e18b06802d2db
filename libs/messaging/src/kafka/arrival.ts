import type { Letter } from '@counterfoil/event-sourcing';
import type { KafkaMessage } from 'kafkajs';
import type { Subscription } from '../messaging.ts';
import type { PublicEvent } from '../public-event.ts';
import { paymentIdOf, toPublicEventOf, typeOf } from './message.ts';
import { restoredMessage, storedMessage } from './stored-message.ts';
import type { RawMessage } from './stored-message.ts';

/** Where a message was read: what `DeadLetter.stream` holds for one of a topic. */
export const streamOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** A message on its way through a group: the event in it, or why there is none. */
export interface Arrival {
  readonly message: RawMessage;
  /** What would be kept of it. */
  readonly letter: () => Letter;
  readonly key: string;
  readonly type: string;
  readonly event: PublicEvent | Error;
}

const read = (message: RawMessage): PublicEvent | Error => {
  try {
    return toPublicEventOf(message);
  } catch (error) {
    return error as Error;
  }
};

/** What came at an offset. One that cannot be read has a key of its own: it holds up nobody. */
export const arrivalOf = (
  stream: string,
  message: KafkaMessage,
  orderedBy: NonNullable<Subscription['orderedBy']>,
): Arrival => {
  const event = read(message);
  const place = `${stream}/${message.offset}`;
  const isReadable = !(event instanceof Error);
  const aggregate = isReadable ? event.subject : place;
  const key = orderedBy === 'payment' && isReadable ? (paymentIdOf(message) ?? aggregate) : aggregate;
  const type = isReadable ? event.type : (typeOf(message) ?? 'unreadable');
  const letter = (): Letter => ({
    ...{ position: null, key, stream, revision: Number(message.offset), type },
    eventId: isReadable ? event.id : place,
    message: storedMessage(message),
  });
  return { message, letter, key, type, event };
};

/** A letter's message once more. */
export const arrivalAgain = (letter: Letter & { readonly message: string }): Arrival => {
  const message = restoredMessage(letter.message);
  return { message, letter: () => letter, key: letter.key, type: letter.type, event: read(message) };
};

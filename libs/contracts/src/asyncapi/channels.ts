import type { PublicEventType } from '../events/public-events.ts';
import type { topics } from '../events/topics.ts';

/** What a topic carries. */
export interface Channel {
  readonly name: keyof typeof topics;
  /** Who tells it. */
  readonly service: string;
  readonly title: string;
  /** What its events are about: the first word of their types. */
  readonly about: readonly string[];
  /** Whose id is a message's key. */
  readonly aggregate: string;
}

/** One a context. */
export const channels: readonly Channel[] = [
  {
    name: 'session',
    service: 'session',
    title: 'Checkout sessions',
    about: ['checkout_session'],
    aggregate: 'checkout session',
  },
  {
    name: 'payment',
    service: 'payment',
    title: 'Payments, refunds and disputes',
    about: ['payment', 'refund', 'dispute'],
    aggregate: 'payment',
  },
  {
    name: 'chargeAttempt',
    service: 'charge-attempt',
    title: 'Charges',
    about: ['charge'],
    aggregate: 'charge',
  },
];

export const isOn = ({ about }: Channel, type: PublicEventType): boolean =>
  about.some(name => type.startsWith(`${name}.`));

import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';
import { z } from 'zod';
import type { Movement } from './totals.ts';

// What is read, and no more: a member that is added to the events later breaks nothing here.
const minorUnits = z.int().min(0).transform(BigInt);
const succeeded = z.object({ payment: z.object({ amount_captured: minorUnits, currency: z.string() }) });
const refunded = z.object({ refund: z.object({ amount: minorUnits, currency: z.string() }) });

const readers: Readonly<
  Record<PublicEvent['type'], (data: unknown) => Pick<Movement, 'currency' | 'taken' | 'refunded'>>
> = {
  [cloudEventType('payment.succeeded')]: data => {
    const { amount_captured: taken, currency } = succeeded.parse(data).payment;
    return { currency, taken, refunded: 0n };
  },
  [cloudEventType('refund.succeeded')]: data => {
    const { amount, currency } = refunded.parse(data).refund;
    return { currency, taken: 0n, refunded: amount };
  },
};

/** The types that move money. */
export const movingTypes = Object.keys(readers) as readonly PublicEvent['type'][];

/** What an event of one of these types moves. @throws ZodError for data that the contract does not allow */
export const movementOf = ({ type, merchantid: merchantId, time, data }: PublicEvent): Movement => {
  const read = readers[type];
  if (!read) throw new Error(`${type} moves no money: do not subscribe to it`);
  return { merchantId, day: time.slice(0, 10), ...read(data) };
};

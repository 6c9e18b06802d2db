import { minorUnits } from '@counterfoil/money';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AggregateDefinition, Cause } from '../src/aggregate.ts';
import { accept, refuse, type Decider, type EventOf } from '../src/decider.ts';
import { eventCodec } from '../src/event-codec.ts';
import type { EventStore } from '../src/event-store.ts';
import type { RecordedEvent } from '../src/recorded-event.ts';

// The smallest aggregate with a rule: what is in a purse can be spent once.

const purseEvents = {
  Filled: z.strictObject({ amount: minorUnits }),
  Spent: z.strictObject({ amount: minorUnits }),
} as const;

export type PurseEvent = EventOf<typeof purseEvents>;

export type PurseCommand =
  | { readonly type: 'Fill'; readonly amounts: readonly bigint[] }
  | { readonly type: 'Spend'; readonly amount: bigint }
  | { readonly type: 'Empty' };

export interface Purse {
  readonly balance: bigint;
  readonly changes: number;
}

export const fill = (...amounts: readonly bigint[]): PurseCommand => ({ type: 'Fill', amounts });
export const spend = (amount: bigint): PurseCommand => ({ type: 'Spend', amount });

export const empty: PurseCommand = { type: 'Empty' };

const purseDecider: Decider<PurseCommand, Purse, PurseEvent, 'too_little'> = {
  initialState: { balance: 0n, changes: 0 },
  decide(command, { balance }) {
    if (command.type === 'Fill') return accept(...command.amounts.map(amount => ({ type: 'Filled', amount }) as const));
    if (command.type === 'Empty') return balance === 0n ? accept() : accept({ type: 'Spent', amount: balance });
    if (command.amount > balance) return refuse('too_little', `There is ${balance}; spend no more.`);
    return accept({ type: 'Spent', amount: command.amount });
  },
  evolve: ({ balance, changes }, { type, amount }) => ({
    balance: type === 'Filled' ? balance + amount : balance - amount,
    changes: changes + 1,
  }),
};

export const purseDefinition: AggregateDefinition<PurseCommand, Purse, PurseEvent, 'too_little'> = {
  category: 'purse',
  decider: purseDecider,
  codec: eventCodec<PurseEvent>(purseEvents),
};

/** A new command's, unless told. */
export const cause = (commandId: string = randomUUID()): Cause => ({
  commandId,
  causationId: 'request_1',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  merchantId: 'mer_1',
  paymentId: 'pay_1',
  actor: 'key_1',
  occurredAt: '2026-11-21T10:00:00.000Z',
});

/** All that a stream holds. */
export const eventsOf = async (store: EventStore, stream: string): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  return events;
};

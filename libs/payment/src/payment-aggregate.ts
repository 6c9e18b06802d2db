import { Aggregate, eventCodec, type EventStore, type JsonObject } from '@counterfoil/event-sourcing';
import type { PaymentCommand } from './domain/commands.ts';
import { paymentDecider } from './domain/decider.ts';
import { paymentEvents, type PaymentEvent } from './domain/events.ts';
import type { Payment, PaymentState } from './domain/state.ts';

/** Version 1 knew no payment method before the first confirmation. */
const withoutMethod = (data: JsonObject): JsonObject => ({ ...data, paymentMethod: null });

/** Version 1 did not know where the payer lives. */
const fromAnywhere = (data: JsonObject): JsonObject => ({ ...data, payerCountry: null });

/** Between payment events and what is stored of them. */
export const paymentCodec = eventCodec<PaymentEvent>(paymentEvents, {
  PaymentCreated: [withoutMethod],
  PaymentConfirmed: [fromAnywhere],
});

export type PaymentAggregate = Aggregate<PaymentCommand, PaymentState, PaymentEvent>;

/** Nest's injection token of `PaymentAggregate`. */
export const PAYMENT_AGGREGATE = Symbol('PaymentAggregate');

/** The payments in this log: streams `payment-pay_…`. */
export const paymentAggregate = (store: EventStore): PaymentAggregate =>
  new Aggregate(store, { category: 'payment', decider: paymentDecider, codec: paymentCodec });

/** A payment is there for its merchant only. */
export const ownedBy =
  (merchantId: string) =>
  (payment: PaymentState): payment is Payment =>
    payment.status !== 'NONE' && payment.merchantId === merchantId;

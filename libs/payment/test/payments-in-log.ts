import { randomUUID } from 'node:crypto';
import { aggregateInLog } from '@counterfoil/testing';
import type { PaymentCommand } from '../src/domain/commands.ts';
import { createPayment } from '../src/domain/payment.examples.ts';
import { paymentAggregate } from '../src/payment-aggregate.ts';

/** Payments in a log of their own. */
export const paymentsInLog = async () => {
  const log = await aggregateInLog(paymentAggregate);
  const give = (id: string, ...commands: readonly PaymentCommand[]): Promise<void> => log.give(id, id, commands);
  return {
    ...log,
    payments: paymentAggregate(log.store),
    give,
    /** A new payment that was given `commands`; its id. */
    async open(change: Parameters<typeof createPayment>[0], ...commands: readonly PaymentCommand[]): Promise<string> {
      const paymentId = `pay_${randomUUID()}`;
      await give(paymentId, createPayment({ ...change, paymentId }), ...commands);
      return paymentId;
    },
  };
};

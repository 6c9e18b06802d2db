import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { PAYMENTS, type PaymentResource, type Payments } from '@counterfoil/contracts';
import { payment } from '@counterfoil/contracts/resources';
import { stepAside } from '@counterfoil/platform';
import { CallerGone, Internal, valid } from '@counterfoil/platform/http';
import { z } from 'zod';
import type { ServiceClient } from './service-client.ts';
import { wait } from './wait.ts';

const FIND = '/internal/payments/find';
const FIND_ALL = '/internal/payments/find-all';
const AWAIT_STATUS = '/internal/payments/await-status';

const one = z.strictObject({ merchantId: z.string(), paymentId: z.string() });
const some = z.strictObject({ merchantId: z.string(), paymentIds: z.array(z.string()).max(100) });
const awaited = one.extend({ statuses: z.array(payment.shape.status), waitMs: wait });

interface Found {
  readonly payment: PaymentResource | null;
}

interface FoundAll {
  readonly payments: readonly PaymentResource[];
}

/** The payment service, asked over the network. */
export const remotePayments = (client: ServiceClient): Payments => ({
  find: async (merchantId, paymentId) => (await client.ask<Found>(FIND, { merchantId, paymentId })).payment,
  async findAll(merchantId, paymentIds) {
    const { payments } = await client.ask<FoundAll>(FIND_ALL, { merchantId, paymentIds });
    return new Map(payments.map(found => [found.id, found]));
  },
  async awaitStatus(merchantId, paymentId, statuses, timeoutMs, signal) {
    const question = { merchantId, paymentId, statuses, waitMs: Math.floor(timeoutMs) };
    stepAside();
    return (await client.ask<Found>(AWAIT_STATUS, question, { waitMs: timeoutMs, signal })).payment;
  },
});

/** The other end of `remotePayments`, in the payment service. */
@Controller()
export class InternalPaymentsController {
  constructor(@Inject(PAYMENTS) private readonly payments: Payments) {}

  @Post(FIND)
  @Internal('session', 'charge-attempt')
  @HttpCode(200)
  async find(@Body(valid(one)) { merchantId, paymentId }: z.output<typeof one>): Promise<Found> {
    return { payment: await this.payments.find(merchantId, paymentId) };
  }

  @Post(FIND_ALL)
  @Internal('session')
  @HttpCode(200)
  async findAll(@Body(valid(some)) { merchantId, paymentIds }: z.output<typeof some>): Promise<FoundAll> {
    return { payments: [...(await this.payments.findAll(merchantId, paymentIds)).values()] };
  }

  @Post(AWAIT_STATUS)
  @Internal('session', 'charge-attempt')
  @HttpCode(200)
  async awaitStatus(
    @Body(valid(awaited)) body: z.output<typeof awaited>,
    @CallerGone() gone: AbortSignal,
  ): Promise<Found> {
    const { merchantId, paymentId, statuses, waitMs } = body;
    return { payment: await this.payments.awaitStatus(merchantId, paymentId, statuses, waitMs, gone) };
  }
}

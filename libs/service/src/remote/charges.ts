import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { CHARGES, type ChargeResource, type Charges, type Page } from '@counterfoil/contracts';
import { Internal, valid } from '@counterfoil/platform/http';
import { z } from 'zod';
import type { ServiceClient } from './service-client.ts';

const OF_PAYMENT = '/internal/charges/of-payment';

const asked = z.strictObject({
  merchantId: z.string(),
  paymentId: z.string(),
  page: z.strictObject({ limit: z.int().min(1).max(100), cursor: z.string().optional() }),
});

/** The charge-attempt service, asked over the network. */
export const remoteCharges = (client: ServiceClient): Charges => ({
  ofPayment: (merchantId, paymentId, page) =>
    client.ask<Page<ChargeResource>>(OF_PAYMENT, { merchantId, paymentId, page }),
});

/** The other end of `remoteCharges`, in the charge-attempt service. */
@Controller()
export class InternalChargesController {
  constructor(@Inject(CHARGES) private readonly charges: Charges) {}

  @Post(OF_PAYMENT)
  @Internal('payment')
  @HttpCode(200)
  ofPayment(
    @Body(valid(asked)) { merchantId, paymentId, page }: z.output<typeof asked>,
  ): Promise<Page<ChargeResource>> {
    return this.charges.ofPayment(merchantId, paymentId, page);
  }
}

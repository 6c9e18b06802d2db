import { Body, Controller, Inject, Post } from '@nestjs/common';
import type { PaymentMethodResource } from '@counterfoil/contracts';
import { createPaymentMethodBody, type CreatePaymentMethodBody } from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { PAYMENT_METHODS, type PaymentMethods } from '@counterfoil/vault';

/** `/v1/payment-methods` (api.md, "Payments"). */
@Controller('v1/payment-methods')
export class PaymentMethodsController {
  constructor(@Inject(PAYMENT_METHODS) private readonly paymentMethods: PaymentMethods) {}

  @Post()
  async create(
    @Context() context: RequestContext,
    @Body(valid(createPaymentMethodBody)) { card }: CreatePaymentMethodBody,
  ): Promise<{ readonly payment_method: PaymentMethodResource }> {
    const method = await this.paymentMethods.create(card, context);
    return {
      payment_method: {
        id: method.id,
        type: 'card',
        card: {
          brand: method.brand,
          last4: method.last4,
          exp_month: method.expMonth,
          exp_year: method.expYear,
          fingerprint: method.fingerprint,
        },
        created_at: method.createdAt.toISOString(),
        expires_at: method.expiresAt.toISOString(),
      },
    };
  }
}

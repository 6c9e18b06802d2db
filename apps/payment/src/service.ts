import { topics } from '@counterfoil/contracts';
import { paymentApi, PaymentModule, paymentSchema } from '@counterfoil/payment';
import type { Service } from '@counterfoil/process';
import { InternalPaymentsController, InternalModule } from '@counterfoil/service/remote';
import { testClockApi } from '@counterfoil/service';
import { publishers } from '@counterfoil/standalone/publishers';

export const service: Service = {
  name: 'payment',
  modules: [PaymentModule, InternalModule.of(InternalPaymentsController)],
  schema: paymentSchema,
  apis: [paymentApi, testClockApi],
  publishers,
  topic: topics.payment,
  asks: ['charges', 'outage'],
  callsProviders: false,
  movesClock: true,
};

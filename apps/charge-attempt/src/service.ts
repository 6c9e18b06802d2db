import { chargeAttemptApi, ChargeAttemptModule, chargeAttemptSchema } from '@counterfoil/charge-attempt';
import { topics } from '@counterfoil/contracts';
import type { Service } from '@counterfoil/process';
import { InternalChargesController, InternalProvidersController, InternalModule } from '@counterfoil/service/remote';
import { publishers } from '@counterfoil/standalone/publishers';

export const service: Service = {
  name: 'charge-attempt',
  modules: [ChargeAttemptModule, InternalModule.of(InternalChargesController, InternalProvidersController)],
  schema: chargeAttemptSchema,
  apis: [chargeAttemptApi],
  publishers,
  topic: topics.chargeAttempt,
  asks: ['payments', 'checkoutSessions'],
  callsProviders: true,
  movesClock: false,
};

import { topics } from '@counterfoil/contracts';
import type { Service } from '@counterfoil/process';
import { sessionApi, SessionModule, sessionSchema } from '@counterfoil/session';
import { InternalCheckoutSessionsController, InternalModule } from '@counterfoil/service/remote';
import { publishers } from '@counterfoil/standalone/publishers';

export const service: Service = {
  name: 'session',
  modules: [SessionModule, InternalModule.of(InternalCheckoutSessionsController)],
  schema: sessionSchema,
  apis: [sessionApi],
  publishers,
  topic: topics.session,
  asks: ['payments', 'outage'],
  callsProviders: false,
  movesClock: false,
};

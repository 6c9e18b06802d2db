import type { Service } from '@counterfoil/process';
import { publishers } from '@counterfoil/standalone/publishers';
import { webhookApi, WebhookDispatcherModule, webhookSchema } from '@counterfoil/webhook-dispatcher';

export const service: Service = {
  name: 'webhook-dispatcher',
  modules: [WebhookDispatcherModule],
  schema: webhookSchema,
  apis: [webhookApi],
  publishers,
  topic: null,
  asks: [],
  callsProviders: false,
  movesClock: false,
};

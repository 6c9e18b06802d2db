export { endpointAggregate } from './endpoint-aggregate.ts';
export { webhookApi } from './http/describe.ts';
export { webhooks } from './read-model/webhooks.ts';
export { WebhookDispatcherModule } from './webhook-dispatcher.module.ts';
export { webhookSchema } from './read-model/schema.ts';

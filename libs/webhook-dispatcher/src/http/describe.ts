import {
  changeWebhookEndpointBody,
  createWebhookEndpointBody,
  listEventsQuery,
  retryDeliveryBody,
  rotateSecretBody,
} from '@counterfoil/contracts/requests';
import {
  checkoutSession,
  namedResources,
  pageSchema,
  webhookDelivery,
  webhookDeliveryExample,
  webhookEndpoint,
  webhookEvent,
  webhookEventExample,
} from '@counterfoil/contracts/resources';
import type { Described, Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { deliveryAnswer, endpoints, WEBHOOKS } from './describe-endpoints.ts';
import { describeWebhookKeys } from './describe-webhook-keys.ts';
import { webhooks } from './describe-webhooks.ts';

const deliveryId = { id: ['The delivery’s id', webhookDeliveryExample.id] } as const;

const deliveries: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/webhook-deliveries/:id',
    operationId: 'getWebhookDelivery',
    tag: WEBHOOKS,
    summary: 'Read a delivery',
    parameters: deliveryId,
    answers: {
      200: {
        description: 'With every try.',
        schema: deliveryAnswer,
        examples: { retrying: { webhook_delivery: webhookDeliveryExample } },
      },
    },
  },
  {
    method: 'post',
    path: '/v1/webhook-deliveries/:id/retry',
    operationId: 'retryWebhookDelivery',
    tag: WEBHOOKS,
    summary: 'Send a delivery again',
    description: 'At once, whatever its status, DELIVERED too. Its schedule begins anew.',
    parameters: deliveryId,
    body: { schema: retryDeliveryBody, required: false, examples: { plain: {} } },
    answers: {
      200: {
        description: 'The delivery, due now.',
        schema: deliveryAnswer,
        examples: { due: { webhook_delivery: webhookDeliveryExample } },
      },
    },
    problems: ['webhook_endpoint_disabled'],
  },
];

const events: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/events',
    operationId: 'listEvents',
    tag: WEBHOOKS,
    summary: 'List events',
    description: 'All that a webhook may tell, sent or not, of whatever age, newest first.',
    query: listEventsQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(webhookEvent),
        examples: { page: { data: [webhookEventExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/events/:id',
    operationId: 'getEvent',
    tag: WEBHOOKS,
    summary: 'Read an event',
    parameters: { id: ['The event’s id, which is the webhook’s', webhookEventExample.id] },
    answers: {
      200: {
        description: 'The very body of the webhook.',
        schema: z.strictObject({ event: webhookEvent }),
        examples: { succeeded: { event: webhookEventExample } },
      },
    },
  },
];

/** What this context serves over HTTP. */
export const webhookApi: Described = {
  tags: [
    {
      name: WEBHOOKS,
      description:
        'Signed news of every change (Standard Webhooks), delivered at least once, numbered by payment, replayable for ever.',
    },
  ],
  operations: [...endpoints, ...deliveries, ...events, describeWebhookKeys(WEBHOOKS)],
  webhooks,
  schemas: {
    ...namedResources,
    CreateWebhookEndpoint: createWebhookEndpointBody,
    ChangeWebhookEndpoint: changeWebhookEndpointBody,
    RotateSecret: rotateSecretBody,
    WebhookEndpoint: webhookEndpoint,
    WebhookDelivery: webhookDelivery,
    WebhookEvent: webhookEvent,
    EventCheckoutSession: checkoutSession,
  },
};

import {
  changeWebhookEndpointBody,
  createWebhookEndpointBody,
  pageQuery,
  replayBody,
  rotateSecretBody,
  testWebhookBody,
} from '@counterfoil/contracts/requests';
import {
  pageSchema,
  webhookDelivery,
  webhookDeliveryExample,
  webhookEndpoint,
  webhookEndpointExample as example,
  webhookEndpointWithSecret,
} from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

export const WEBHOOKS = 'Webhooks';

const id = { id: ['The endpoint’s id', example.id] } as const;
const endpointAnswer = z.strictObject({ webhook_endpoint: webhookEndpoint });
const secretAnswer = z.strictObject({ webhook_endpoint: webhookEndpointWithSecret });
export const deliveryAnswer = z.strictObject({ webhook_delivery: webhookDelivery });
/** In pieces: sources are searched for secrets. */
const secret = ['whsec', 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD'].join('_');
const { url } = example;

/** Where webhooks go. */
export const endpoints: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/webhook-endpoints',
    operationId: 'createWebhookEndpoint',
    tag: WEBHOOKS,
    summary: 'Register an endpoint',
    description: 'It takes every event of its types from now on. `secret` verifies them and is shown here only.',
    body: {
      schema: createWebhookEndpointBody,
      examples: { everything: { url }, payments: { url, event_types: ['payment.succeeded', 'payment.failed'] } },
    },
    answers: {
      201: {
        description: 'The endpoint, enabled.',
        schema: secretAnswer,
        examples: { created: { webhook_endpoint: { ...example, secret } } },
      },
    },
    problems: ['webhook_endpoints_exhausted'],
  },
  {
    method: 'get',
    path: '/v1/webhook-endpoints',
    operationId: 'listWebhookEndpoints',
    tag: WEBHOOKS,
    summary: 'List endpoints',
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them, newest first.',
        schema: pageSchema(webhookEndpoint),
        examples: { page: { data: [example], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/webhook-endpoints/:id',
    operationId: 'getWebhookEndpoint',
    tag: WEBHOOKS,
    summary: 'Read an endpoint',
    parameters: id,
    answers: {
      200: {
        description: 'The endpoint, without its secret.',
        schema: endpointAnswer,
        examples: { enabled: { webhook_endpoint: example } },
      },
    },
  },
  {
    method: 'patch',
    path: '/v1/webhook-endpoints/:id',
    operationId: 'changeWebhookEndpoint',
    tag: WEBHOOKS,
    summary: 'Change an endpoint',
    description:
      'What is left out stays. What is due to a disabled endpoint waits; what happens meanwhile can be replayed to it.',
    parameters: id,
    body: {
      schema: changeWebhookEndpointBody,
      examples: { enable: { status: 'ENABLED' }, everything: { event_types: ['*'] } },
    },
    answers: {
      200: {
        description: 'The endpoint as it is now.',
        schema: endpointAnswer,
        examples: { changed: { webhook_endpoint: example } },
      },
    },
  },
  {
    method: 'delete',
    path: '/v1/webhook-endpoints/:id',
    operationId: 'deleteWebhookEndpoint',
    tag: WEBHOOKS,
    summary: 'Delete an endpoint',
    description: 'Nothing is sent to it any more. Its deliveries can still be read.',
    parameters: id,
    answers: { 204: { description: 'It is deleted.' } },
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints/:id/rotate-secret',
    operationId: 'rotateWebhookSecret',
    tag: WEBHOOKS,
    summary: 'Rotate an endpoint’s secret',
    description: 'For `overlap_s` seconds both secrets sign, the newer first; from then on the new one alone.',
    parameters: id,
    body: { schema: rotateSecretBody, required: false, examples: { aDay: {}, atOnce: { overlap_s: 0 } } },
    answers: {
      200: {
        description: 'With the new secret, shown here only.',
        schema: secretAnswer,
        examples: { rotated: { webhook_endpoint: { ...example, secret } } },
      },
    },
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints/:id/test',
    operationId: 'testWebhookEndpoint',
    tag: WEBHOOKS,
    summary: 'Send a test event',
    description: 'Sends `webhook_endpoint.test`, whatever types the endpoint takes.',
    parameters: id,
    body: { schema: testWebhookBody, required: false, examples: { plain: {} } },
    answers: {
      202: {
        description: 'The delivery; read it to see what came of it.',
        schema: deliveryAnswer,
        examples: {
          test: {
            webhook_delivery: {
              ...webhookDeliveryExample,
              ...{ event_type: 'webhook_endpoint.test', status: 'PENDING', attempts: [] },
            },
          },
        },
      },
    },
    problems: ['webhook_endpoint_disabled'],
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints/:id/replay',
    operationId: 'replayWebhooks',
    tag: WEBHOOKS,
    summary: 'Deliver past events again',
    description:
      'All that happened from `from` to `to`, each a time or a log position, both inclusive: what was never sent to this endpoint, too. They wait behind what happens now, and keep to the endpoint’s concurrency and rate limit; a long replay goes on in steps of a thousand, at most one a second.',
    parameters: id,
    body: {
      schema: replayBody,
      required: false,
      examples: {
        count: { from: '2026-11-20T00:00:00.000Z', dry_run: true },
        positions: { from: '1042', to: '2711', event_types: ['payment.succeeded'] },
      },
    },
    answers: {
      202: {
        description: 'How many deliveries it starts, or would.',
        schema: z.strictObject({ replay: z.strictObject({ count: z.int().min(0), dry_run: z.boolean() }) }),
        examples: { started: { replay: { count: 418, dry_run: false } } },
      },
    },
    problems: ['webhook_endpoint_disabled'],
  },
  {
    method: 'get',
    path: '/v1/webhook-endpoints/:id/deliveries',
    operationId: 'listWebhookDeliveries',
    tag: WEBHOOKS,
    summary: 'List an endpoint’s deliveries',
    description: 'With every try.',
    parameters: id,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them, newest event first.',
        schema: pageSchema(webhookDelivery),
        examples: { page: { data: [webhookDeliveryExample], has_more: false, next_cursor: null } },
      },
    },
  },
];

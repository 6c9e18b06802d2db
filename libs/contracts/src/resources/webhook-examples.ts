import { payments } from './examples.ts';
import type { WebhookDeliveryResource } from './webhook-delivery.ts';
import type { WebhookEndpointResource } from './webhook-endpoint.ts';
import type { WebhookEventResource } from './webhook-event.ts';

export const webhookEndpointExample: WebhookEndpointResource = {
  id: 'we_01kajaq2r5t7v9x1z3b5d7f9h1',
  url: 'https://shop.example/hooks/payments',
  status: 'ENABLED',
  disabled_reason: null,
  event_types: ['payment.succeeded', 'payment.failed'],
  description: 'Order system',
  headers: { 'x-shop': 'anvils' },
  rate_limit_per_s: null,
  concurrency: 10,
  ordered: false,
  v1a: false,
  created_at: '2026-11-21T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
};

export const webhookEventExample: WebhookEventResource = {
  id: 'evt_01kajaq4c6e8g1j3m5p7r9t1v3',
  type: 'payment.succeeded',
  created_at: payments.succeeded.updated_at,
  merchant_id: 'mer_01kaj9zzr1t3v5x7z9b1d3f5h7',
  paymentId: payments.succeeded.id,
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  sequence: 5,
  data: { payment: payments.succeeded },
};

export const webhookDeliveryExample: WebhookDeliveryResource = {
  id: 'whd_01kajaq4d7f9h1k3m5p7r9t1v3',
  endpoint_id: webhookEndpointExample.id,
  event_id: webhookEventExample.id,
  event_type: webhookEventExample.type,
  status: 'RETRYING',
  next_attempt_at: '2026-11-21T10:00:09.120Z',
  attempts: [
    {
      number: 1,
      at: '2026-11-21T10:00:03.900Z',
      status_code: 503,
      error: null,
      latency_ms: 41,
      response_excerpt: 'deploying',
    },
  ],
  created_at: '2026-11-21T10:00:03.871Z',
};

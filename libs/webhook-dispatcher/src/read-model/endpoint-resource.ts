import type { WebhookEndpointResource } from '@counterfoil/contracts';
import type { Endpoint } from '../domain/endpoint/state.ts';

/** The endpoint as everybody outside sees it; one that is deleted is seen by nobody. */
export const endpointResource = (endpoint: Endpoint): WebhookEndpointResource => ({
  id: endpoint.endpointId,
  url: endpoint.url,
  status: endpoint.status === 'ENABLED' ? 'ENABLED' : 'DISABLED',
  disabled_reason: endpoint.disabledReason,
  event_types: [...endpoint.eventTypes],
  description: endpoint.description,
  headers: endpoint.headers,
  rate_limit_per_s: endpoint.rateLimitPerS,
  concurrency: endpoint.concurrency,
  ordered: endpoint.ordered,
  v1a: endpoint.v1a,
  created_at: endpoint.createdAt,
  updated_at: endpoint.updatedAt,
});

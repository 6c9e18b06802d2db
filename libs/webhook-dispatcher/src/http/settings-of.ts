import type { ChangeWebhookEndpointBody, CreateWebhookEndpointBody } from '@counterfoil/contracts/requests';
import type { EndpointSettings } from '../domain/parts.ts';

/** A new endpoint's settings. */
export const settingsOf = (body: CreateWebhookEndpointBody): EndpointSettings => ({
  url: body.url,
  eventTypes: [...new Set(body.event_types)],
  description: body.description,
  headers: body.headers,
  rateLimitPerS: body.rate_limit_per_s,
  concurrency: body.concurrency,
  ordered: body.ordered,
  v1a: body.v1a,
});

/** Those that are to change. */
export const changesOf = (body: ChangeWebhookEndpointBody): Partial<EndpointSettings> => ({
  ...(body.url !== undefined && { url: body.url }),
  ...(body.event_types !== undefined && { eventTypes: [...new Set(body.event_types)] }),
  ...(body.description !== undefined && { description: body.description }),
  ...(body.headers !== undefined && { headers: body.headers }),
  ...(body.rate_limit_per_s !== undefined && { rateLimitPerS: body.rate_limit_per_s }),
  ...(body.concurrency !== undefined && { concurrency: body.concurrency }),
  ...(body.ordered !== undefined && { ordered: body.ordered }),
  ...(body.v1a !== undefined && { v1a: body.v1a }),
});

import type { EndpointSettings } from '../parts.ts';

/** An endpoint that takes everything. */
export const settings = {
  url: 'https://shop.example/hooks',
  eventTypes: ['*'],
  description: null,
  headers: {},
  rateLimitPerS: null,
  concurrency: 10,
  ordered: false,
  v1a: false,
} as const satisfies EndpointSettings;

import { z } from 'zod';
import { subscribableTypes, webhookTypes } from '../events/webhook-types.ts';
import { isReservedHeader } from './endpoint-headers.ts';
import { pageQuery } from './page-query.ts';
import { optional } from './parts.ts';
import { text, textOrEmpty } from './text.ts';
import { momentQuery, timeQuery } from './time-query.ts';

const eventTypes = z.array(z.enum(subscribableTypes)).min(1).max(100).describe('Names of event types; `["*"]`: all');

/** They would put a credential into the event log. */
const CREDENTIAL = /^(authorization|cookie)$/i;

const header = text(100)
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be a header name')
  .refine(
    name => !isReservedHeader(name) && !CREDENTIAL.test(name),
    'is a header that is not yours to set; who sends is proven by the signature',
  );
const headerValue = textOrEmpty(500).regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');

const headers = z
  .record(header, headerValue)
  .refine(entries => Object.keys(entries).length <= 20, 'must have at most 20 headers');

/** Whether it may be delivered to is looked up (`/url`). */
const url = text(2_000).describe('https (in the sandbox with WEBHOOK_ALLOW_LOOPBACK also http on loopback), in public');

const rateLimit = z.int().min(1).max(1_000).nullable().describe('Tries a second, at most; null: no limit');
const concurrency = z.int().min(1).max(50).describe('Tries at one time, at most');
const ordered = z.boolean().describe('Strict order: a payment’s events wait for the one before them');
const v1a = z.boolean().describe('Sign with our ed25519 key, too: /.well-known/webhook-keys.json');

/** `POST /v1/webhook-endpoints`. */
export const createWebhookEndpointBody = z.strictObject({
  url,
  event_types: eventTypes.default(['*']),
  description: optional(text(500)),
  headers: headers.default({}),
  rate_limit_per_s: rateLimit.default(null),
  concurrency: concurrency.default(10),
  ordered: ordered.default(false),
  v1a: v1a.default(false),
});

/** `PATCH /v1/webhook-endpoints/:id`: what is left out stays. */
export const changeWebhookEndpointBody = z.strictObject({
  url: url.optional(),
  event_types: eventTypes.optional(),
  description: text(500).nullable().optional(),
  headers: headers.optional(),
  rate_limit_per_s: rateLimit.optional(),
  concurrency: concurrency.optional(),
  ordered: ordered.optional(),
  v1a: v1a.optional(),
  status: z.enum(['ENABLED', 'DISABLED']).optional(),
});

/** `POST /v1/webhook-endpoints/:id/rotate-secret`. */
export const rotateSecretBody = z.strictObject({
  overlap_s: z.int().min(0).max(604_800).default(86_400).describe('How long both secrets sign'),
});

/** `POST /v1/webhook-endpoints/:id/replay`: both ends inclusive; what is left out does not bound. */
export const replayBody = z.strictObject({
  from: optional(momentQuery),
  to: optional(momentQuery),
  event_types: optional(eventTypes).describe('Null: those of the endpoint'),
  dry_run: z.boolean().default(false).describe('Only count'),
});

/** `POST /v1/webhook-endpoints/:id/test`: nothing to say. */
export const testWebhookBody = z.strictObject({});

/** `POST /v1/webhook-deliveries/:id/retry`: nothing to say. */
export const retryDeliveryBody = z.strictObject({});

/** `GET /v1/events`. */
export const listEventsQuery = pageQuery.extend({
  type: z.enum(webhookTypes).optional(),
  created_after: timeQuery.optional().describe('Exclusive'),
  payment: text(255).optional().describe('The payment’s id'),
});

export type CreateWebhookEndpointBody = z.infer<typeof createWebhookEndpointBody>;
export type ChangeWebhookEndpointBody = z.infer<typeof changeWebhookEndpointBody>;
export type RotateSecretBody = z.infer<typeof rotateSecretBody>;
export type ReplayBody = z.infer<typeof replayBody>;
export type ListEventsQuery = z.infer<typeof listEventsQuery>;

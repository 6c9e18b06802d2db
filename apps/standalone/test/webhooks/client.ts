import type {
  Page,
  WebhookDeliveryResource,
  WebhookEndpointResource,
  WebhookEndpointWithSecret,
  WebhookEventResource,
} from '@counterfoil/contracts';
import { eventually, type MerchantClient } from '@counterfoil/testing';

const ENDPOINTS = '/v1/webhook-endpoints';

/** A merchant's calls about webhooks. */
export const webhookClient = ({ call }: MerchantClient) => {
  const client = {
    create: (body: unknown, key?: string) =>
      call<{ webhook_endpoint: WebhookEndpointWithSecret }>('POST', ENDPOINTS, {
        body,
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      }),
    list: (query = '') => call<Page<WebhookEndpointResource>>('GET', `${ENDPOINTS}?${query}`),
    get: (id: string) => call<{ webhook_endpoint: WebhookEndpointResource }>('GET', `${ENDPOINTS}/${id}`),
    change: (id: string, body: unknown) =>
      call<{ webhook_endpoint: WebhookEndpointResource }>('PATCH', `${ENDPOINTS}/${id}`, { body }),
    remove: (id: string) => call('DELETE', `${ENDPOINTS}/${id}`),
    rotate: (id: string, body: unknown = {}) =>
      call<{ webhook_endpoint: WebhookEndpointWithSecret }>('POST', `${ENDPOINTS}/${id}/rotate-secret`, { body }),
    test: (id: string) =>
      call<{ webhook_delivery: WebhookDeliveryResource }>('POST', `${ENDPOINTS}/${id}/test`, { body: {} }),
    replay: (id: string, body: unknown = {}) =>
      call<{ replay: { count: number; dry_run: boolean } }>('POST', `${ENDPOINTS}/${id}/replay`, { body }),
    deliveries: (id: string, query = '') =>
      call<Page<WebhookDeliveryResource>>('GET', `${ENDPOINTS}/${id}/deliveries?${query}`),
    delivery: (id: string) =>
      call<{ webhook_delivery: WebhookDeliveryResource }>('GET', `/v1/webhook-deliveries/${id}`),
    retry: (id: string) =>
      call<{ webhook_delivery: WebhookDeliveryResource }>('POST', `/v1/webhook-deliveries/${id}/retry`, { body: {} }),
    events: (query = '') => call<Page<WebhookEventResource>>('GET', `/v1/events?${query}`),
    event: (id: string) => call<{ event: WebhookEventResource }>('GET', `/v1/events/${id}`),
    /** Registers an endpoint that must be taken. */
    endpoint: async (body: object): Promise<WebhookEndpointWithSecret> => {
      const answer = await client.create(body);
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.body.webhook_endpoint;
    },
    /** The delivery once it has that status, or as many tries. */
    untilDelivery: async (id: string, wanted: string | number): Promise<WebhookDeliveryResource> => {
      const at = async () => (await client.delivery(id)).body.webhook_delivery;
      await eventually(
        async () => {
          const { status, attempts } = await at();
          return typeof wanted === 'string' ? status === wanted : attempts.length >= wanted;
        },
        { describe: `delivery ${wanted}` },
      );
      return at();
    },
  };
  return client;
};

export type WebhookClient = ReturnType<typeof webhookClient>;

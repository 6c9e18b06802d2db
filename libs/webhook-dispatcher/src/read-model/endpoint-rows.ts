import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { PoolClient } from 'pg';
import type { Endpoint } from '../domain/endpoint/state.ts';
import { endpointResource } from './endpoint-resource.ts';
import { insertRows } from './json-rows.ts';
import { writeOrderOf } from './payment-order.ts';

const COLUMNS = [
  ...['merchant_id', 'status', 'url', 'event_types', 'headers', 'secrets', 'rate_limit_per_s', 'concurrency'],
  ...['ordered', 'v1a', 'resource', 'told_since', 'told_percent', 'changed_position'],
];

const UPDATE = `on conflict (id) do update set ${COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}`;

/** The endpoint as it is after `event`. An endpoint that is enabled again begins without a past. */
export const writeEndpoint = async (client: PoolClient, endpoint: Endpoint, event: RecordedEvent): Promise<void> => {
  const row = {
    id: endpoint.endpointId,
    merchant_id: endpoint.merchantId,
    status: endpoint.status,
    url: endpoint.url,
    event_types: endpoint.eventTypes,
    headers: endpoint.headers,
    secrets: endpoint.secrets,
    rate_limit_per_s: endpoint.rateLimitPerS,
    concurrency: endpoint.concurrency,
    ordered: endpoint.ordered,
    v1a: endpoint.v1a,
    resource: endpointResource(endpoint),
    told_since: endpoint.failing?.since ?? null,
    told_percent: endpoint.failing?.percent ?? null,
    created_position: String(event.position),
    changed_position: String(event.position),
    is_gone: false,
  };
  await insertRows(client, 'webhook.endpoints_v1', [row], UPDATE);
  if (event.type === 'WebhookEndpointChanged') await writeOrderOf(client, endpoint.endpointId);
  if (event.type !== 'WebhookEndpointEnabled') return;
  await client.query(
    'update webhook.endpoints_v1 set is_gone = false, failing_since = null, failed_at = null where id = $1',
    [endpoint.endpointId],
  );
};

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

/** How the tries of one endpoint went, in order. */
export interface Tally {
  readonly endpointId: string;
  /** Whether one of them succeeded. */
  readonly recovered: boolean;
  /** The first and the last that failed after that. */
  readonly failedSince: string | null;
  readonly failedAt: string | null;
  readonly isGone: boolean;
}

/** Takes over how tries went: failing begins with the first failure after a success. */
export const writeTallies = async (client: PoolClient, tallies: readonly Tally[]): Promise<void> => {
  const told = tallies.map(tally => ({
    id: tally.endpointId,
    recovered: tally.recovered,
    failed_since: tally.failedSince,
    failed_at: tally.failedAt,
    gone: tally.isGone,
  }));
  await client.query({
    name: 'webhook endpoint tallies',
    text: `update webhook.endpoints_v1 endpoint set
             failing_since = case when told.recovered then told.failed_since
                                  else coalesce(endpoint.failing_since, told.failed_since) end,
             failed_at = case when told.recovered then told.failed_at else coalesce(told.failed_at, endpoint.failed_at) end,
             is_gone = endpoint.is_gone or told.gone
           from json_to_recordset($1) as told
             (id text, recovered boolean, failed_since timestamptz, failed_at timestamptz, gone boolean)
           where endpoint.id = told.id and (told.failed_at is not null or endpoint.failing_since is not null)`,
    values: [JSON.stringify(told)],
  });
};

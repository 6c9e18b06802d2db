import type { Pool, PoolClient } from 'pg';
import type { EndpointEvent } from '../domain/endpoint/events.ts';
import type { Moment } from '../domain/parts.ts';
import { replayDeliveries } from './delivery-rows.ts';
import { insertRows } from './json-rows.ts';
import { readStep, REPLAY_STEP, type ReplayRange } from './replay-range.ts';

type Requested = Extract<EndpointEvent, { readonly type: 'WebhookReplayRequested' }>;
type Continued = Extract<EndpointEvent, { readonly type: 'WebhookReplayContinued' }>;

/** A replay that is not at its end yet: it goes on behind log position `after`. */
export interface Replay extends ReplayRange {
  readonly endpointId: string;
  /** Log position of the request: nothing that was told later belongs to it. */
  readonly requested: string;
  readonly after: string;
}

interface Row {
  readonly endpoint_id: string;
  readonly requested: string;
  readonly merchant_id: string;
  readonly bounds: { readonly from: Moment; readonly to: Moment; readonly eventTypes: readonly string[] };
  readonly after: string;
}

const replayOf = ({ endpoint_id, requested, merchant_id, bounds, after }: Row): Replay => ({
  ...bounds,
  endpointId: endpoint_id,
  merchantId: merchant_id,
  requested,
  after,
});

interface Step {
  readonly upTo: string | null;
  readonly position: bigint;
  /** ISO 8601. */
  readonly at: string;
}

const writeStep = async (client: PoolClient, replay: Replay, { upTo, position, at: dueAt }: Step): Promise<void> => {
  const events = await readStep(client, replay, { after: replay.after, upTo: upTo ?? replay.requested });
  await replayDeliveries(client, events, replay.endpointId, { position, dueAt });
};

/** A replay's first step. */
export const beginReplay = async (
  client: PoolClient,
  merchantId: string,
  { endpointId, from, to, eventTypes, upTo, at }: Requested,
  position: bigint,
): Promise<void> => {
  const bounds = { from, to, eventTypes };
  const replay = { ...bounds, endpointId, merchantId, requested: String(position), after: '0' };
  await writeStep(client, replay, { upTo, position, at });
  if (upTo === null) return;
  const row = { endpoint_id: endpointId, requested: replay.requested, merchant_id: merchantId, bounds, after: upTo };
  await insertRows(client, 'webhook.replays_v1', [row]);
};

/** One of its further steps; after the last it is forgotten. */
export const continueReplay = async (
  client: PoolClient,
  { endpointId, requested, upTo, at }: Continued,
  position: bigint,
): Promise<void> => {
  const key = [endpointId, requested];
  const { rows } = await client.query<Row>(
    'select * from webhook.replays_v1 where endpoint_id = $1 and requested = $2',
    key,
  );
  for (const row of rows) await writeStep(client, replayOf(row), { upTo, position, at });
  if (upTo === null)
    await client.query('delete from webhook.replays_v1 where endpoint_id = $1 and requested = $2', key);
  else
    await client.query('update webhook.replays_v1 set after = $3 where endpoint_id = $1 and requested = $2', [
      ...key,
      upTo,
    ]);
};

/** Those that may go on: their endpoint takes deliveries, and has not a whole step of replayed ones before it. */
export const readUnfinished = async (pool: Pool, now: Date): Promise<readonly Replay[]> => {
  const { rows } = await pool.query<Row>({
    name: 'webhook-replays-unfinished',
    text: `select replay.* from webhook.replays_v1 replay
           join webhook.endpoints_v1 endpoint on endpoint.id = replay.endpoint_id
           where endpoint.status = 'ENABLED' and not endpoint.is_gone and ${REPLAY_STEP} > (
             select count(*) from (
               select from webhook.deliveries_v1
               where endpoint_id = replay.endpoint_id and is_replay and due_at <= $1 limit ${REPLAY_STEP}
             ) waiting)
           order by replay.requested limit 100`,
    values: [now],
  });
  return rows.map(replayOf);
};

import { deriveId } from '@counterfoil/platform';
import type { PoolClient } from 'pg';
import { insertRows } from './json-rows.ts';
import { writeOrder } from './payment-order.ts';

/** One event, as far as its deliveries need it. */
export interface Deliverable {
  readonly eventId: string;
  readonly eventType: string;
  readonly merchantId: string;
  readonly paymentId: string | null;
  readonly position: bigint;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The id follows from what is delivered and whereto. */
export const deliveryId = ({ eventId, createdAt }: Pick<Deliverable, 'eventId' | 'createdAt'>, endpointId: string) =>
  deriveId('whd', new Date(createdAt), `${eventId}\n${endpointId}`);

/** Why deliveries are due: at which position of the log, and when. */
interface Round {
  readonly position: bigint;
  readonly dueAt: string;
  readonly isReplay: boolean;
}

/** A delivery that has not been tried. */
export const deliveryRow = (event: Deliverable, endpointId: string, { position, dueAt, isReplay }: Round) => ({
  id: deliveryId(event, endpointId),
  endpoint_id: endpointId,
  merchant_id: event.merchantId,
  event_id: event.eventId,
  event_type: event.eventType,
  event_position: String(event.position),
  payment_id: event.paymentId,
  status: 'PENDING',
  tries: 0,
  due_at: dueAt,
  round: String(position),
  is_replay: isReplay,
  created_at: dueAt,
});

/** What is there already is due again. */
const AGAIN = `on conflict (id) do update set due_at = excluded.due_at, round = excluded.round, is_replay = excluded.is_replay,
  status = case when kept.tries = 0 then 'PENDING' else 'RETRYING' end`;

/** Events that are delivered again, or now at last. */
export const replayDeliveries = async (
  client: PoolClient,
  events: readonly Deliverable[],
  endpointId: string,
  round: Pick<Round, 'position' | 'dueAt'>,
): Promise<void> => {
  const rows = events.map(event => deliveryRow(event, endpointId, { ...round, isReplay: true }));
  await insertRows(client, 'webhook.deliveries_v1', rows, AGAIN);
  await writeOrder(
    client,
    rows.map(({ id }) => id),
  );
};

/** A merchant wants one delivery sent again. */
export const retryDelivery = async (
  client: PoolClient,
  id: string,
  { position, dueAt }: Pick<Round, 'position' | 'dueAt'>,
): Promise<void> => {
  await client.query(
    `update webhook.deliveries_v1 set due_at = $2, round = $3, is_replay = false,
       status = case when tries = 0 then 'PENDING' else 'RETRYING' end
     where id = $1`,
    [id, dueAt, String(position)],
  );
  await writeOrder(client, [id]);
};

import type { PoolClient } from 'pg';
import type { RecordedWebhookEvent } from '../domain/event/recorded.ts';
import { writeDeliveries } from './delivery-rows.ts';
import { insertRows } from './json-rows.ts';
import { webhookBody } from './webhook-body.ts';

/** An event that was recorded, and where and when in the log. */
export interface Told {
  readonly event: RecordedWebhookEvent;
  readonly position: bigint;
  readonly recordedAt: string;
}

interface Listener {
  readonly id: string;
  readonly merchant_id: string;
  readonly event_types: readonly string[];
}

const listenersOf = async (client: PoolClient, merchantIds: ReadonlySet<string>): Promise<readonly Listener[]> => {
  const { rows } = await client.query<Listener>({
    name: 'webhook listeners',
    text: `select id, merchant_id, event_types from webhook.endpoints_v1
           where status = 'ENABLED' and merchant_id = any ($1) order by id`,
    values: [[...merchantIds]],
  });
  return rows;
};

const wants = ({ id, merchant_id, event_types }: Listener, event: RecordedWebhookEvent): boolean => {
  if (merchant_id !== event.merchantId) return false;
  if (event.onlyTo !== null) return event.onlyTo === id;
  return event.notTo !== id && (event_types.includes('*') || event_types.includes(event.eventType));
};

const eventRow = ({ event, position }: Told) => ({
  id: event.eventId,
  position: String(position),
  merchant_id: event.merchantId,
  payment_id: event.paymentId,
  only_to: event.onlyTo,
  type: event.eventType,
  created_at: event.createdAt,
  body: JSON.stringify(webhookBody(event)),
});

/** Events that merchants are told of, with a delivery for each endpoint that wants them now. */
export const writeEvents = async (client: PoolClient, told: readonly Told[]): Promise<void> => {
  if (told.length === 0) return;
  await insertRows(client, 'webhook.events_v1', told.map(eventRow));
  const listeners = await listenersOf(client, new Set(told.map(({ event }) => event.merchantId)));
  const wanted = told.flatMap(({ event, position, recordedAt }) =>
    listeners
      .filter(listener => wants(listener, event))
      .map(({ id }) => ({ event: { ...event, position }, endpointId: id, dueAt: recordedAt })),
  );
  await writeDeliveries(client, wanted);
};

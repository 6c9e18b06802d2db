import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { PoolClient } from 'pg';
import type { RecordedWebhookEvent } from '../domain/event/recorded.ts';
import { recordedCodec } from '../event-aggregate.ts';
import { deliveryRow } from './delivery-rows.ts';
import { insertion, insertRows, type Rows } from './json-rows.ts';
import { readListeners, wants } from './listeners.ts';
import { writeOrder } from './payment-order.ts';
import { webhookBody } from './webhook-body.ts';

/** An event that was recorded, and where and when in the log. */
export interface Told {
  readonly event: RecordedWebhookEvent;
  readonly position: bigint;
  readonly recordedAt: string;
}

/** What `recorded`, a `WebhookEventRecorded`, says. */
export const toldBy = (recorded: RecordedEvent): Told => {
  const { position, metadata } = recorded;
  return { event: recordedCodec.decode(recorded), position, recordedAt: metadata.occurredAt };
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

/** Both in one statement: whoever is told waits for it. */
const insertBoth = async (client: PoolClient, events: Rows, deliveries: Rows): Promise<void> => {
  await client.query({
    name: 'insert webhook events and deliveries',
    text: `with told as (${insertion('webhook.events_v1', events, 1)})
           ${insertion('webhook.deliveries_v1', deliveries, 2)}`,
    values: [JSON.stringify(events), JSON.stringify(deliveries)],
  });
};

/** Events that merchants are told of, with a delivery for each endpoint that wants them now. */
export const writeEvents = async (client: PoolClient, told: readonly Told[]): Promise<void> => {
  if (told.length === 0) return;
  const events = told.map(eventRow);
  const listeners = await readListeners(client, [...new Set(told.map(({ event }) => event.merchantId))]);
  const wanted = told.flatMap(({ event, position, recordedAt: dueAt }) =>
    listeners
      .filter(listener => wants(listener, event))
      .map(({ id, ordered }) => ({
        ordered,
        row: deliveryRow({ ...event, position }, id, { position, dueAt, isReplay: false }),
      })),
  );
  if (wanted.length === 0) return insertRows(client, 'webhook.events_v1', events);
  const deliveries = wanted.map(({ row }) => row);
  await insertBoth(client, events, deliveries);
  const inOrder = wanted.filter(({ ordered }) => ordered).map(({ row }) => row.id);
  await writeOrder(client, inOrder);
};

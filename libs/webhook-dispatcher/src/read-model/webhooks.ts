import { FoldedStates, type Projection, type RecordedEvent } from '@counterfoil/event-sourcing';
import type { PoolClient } from 'pg';
import { deliveryCodec } from '../delivery-aggregate.ts';
import type { Attempted, DeliveryEvent } from '../domain/delivery/events.ts';
import type { Endpoint } from '../domain/endpoint/state.ts';
import { endpointCodec, type EndpointAggregate } from '../endpoint-aggregate.ts';
import { writeAttempts } from './attempt-rows.ts';
import { retryDelivery } from './delivery-rows.ts';
import { writeEndpoint } from './endpoint-rows.ts';
import { toldBy, writeEvents, type Told } from './event-rows.ts';
import { WEBHOOK_ROWS } from './projection-name.ts';
import { beginReplay, continueReplay } from './replays.ts';

/** Events between two that change what the others mean: what was told and what was tried do not, and are written together. */
interface Stretch {
  readonly told: Told[];
  readonly tried: Attempted[];
}

const replay = async (client: PoolClient, { merchantId }: Endpoint, recorded: RecordedEvent): Promise<void> => {
  const event = endpointCodec.decode(recorded);
  if (event.type === 'WebhookReplayRequested') await beginReplay(client, merchantId, event, recorded.position);
  if (event.type === 'WebhookReplayContinued') await continueReplay(client, event, recorded.position);
};

const retry = (client: PoolClient, event: DeliveryEvent, { position }: RecordedEvent): Promise<void> =>
  retryDelivery(client, event.deliveryId, { position, dueAt: event.at });

/**
 * Tables `webhook.*_v1`: endpoints, what merchants are told, and what is delivered whereto. That a delivery is due costs no
 * event: it follows, in log order, from what was told and from which endpoints there were then.
 */
export const webhooks = (endpoints: EndpointAggregate): Projection => {
  const states = new FoldedStates(endpoints);

  const applyAlone = async (recorded: RecordedEvent, client: PoolClient): Promise<void> => {
    if (recorded.stream.startsWith('webhook_delivery-')) return retry(client, deliveryCodec.decode(recorded), recorded);
    const endpoint = await states.after(recorded);
    await writeEndpoint(client, endpoint, recorded);
    await replay(client, endpoint, recorded);
  };

  const write = async ({ told, tried }: Stretch, client: PoolClient): Promise<void> => {
    await writeEvents(client, told);
    await writeAttempts(client, tried);
  };

  return {
    ...WEBHOOK_ROWS,
    tables: [
      ...['webhook.endpoints_v1', 'webhook.events_v1', 'webhook.deliveries_v1', 'webhook.attempts_v1'],
      'webhook.replays_v1',
    ],
    filter: { categories: ['webhook_endpoint', 'webhook_event', 'webhook_delivery'] },
    async apply(events, client) {
      let stretch: Stretch = { told: [], tried: [] };
      for (const recorded of events) {
        if (recorded.type === 'WebhookEventRecorded') stretch.told.push(toldBy(recorded));
        else if (recorded.type === 'WebhookDeliveryAttempted')
          stretch.tried.push(deliveryCodec.decode(recorded) as Attempted);
        else {
          await write(stretch, client);
          stretch = { told: [], tried: [] };
          await applyAlone(recorded, client);
        }
      }
      await write(stretch, client);
    },
  };
};

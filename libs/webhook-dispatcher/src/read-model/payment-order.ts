import type { PoolClient } from 'pg';

const IS_BLOCKED = `exists (
  select from webhook.deliveries_v1 earlier
  where earlier.endpoint_id = delivery.endpoint_id and earlier.payment_id = delivery.payment_id
    and earlier.event_position < delivery.event_position and earlier.due_at is not null)`;

/**
 * At an endpoint that wants strict order a payment's delivery is blocked while one before it is due. It is written down, so
 * that who looks for what is due does not walk over all that waits behind a receiver that fails. `touched`: ids of the
 * deliveries that have come, or whose due time has come or gone; none of an endpoint without that wish need be among them.
 */
export const writeOrder = async (client: PoolClient, touched: readonly string[]): Promise<void> => {
  if (touched.length === 0) return;
  await client.query({
    name: 'webhook deliveries in order',
    text: `with touched as (
             select distinct delivery.endpoint_id, delivery.payment_id from webhook.deliveries_v1 delivery
             join webhook.endpoints_v1 endpoint on endpoint.id = delivery.endpoint_id and endpoint.ordered
             where delivery.id = any ($1))
           update webhook.deliveries_v1 delivery set is_blocked = not delivery.is_blocked from touched
           where delivery.endpoint_id = touched.endpoint_id and delivery.payment_id = touched.payment_id
             and delivery.due_at is not null and delivery.is_blocked <> ${IS_BLOCKED}`,
    values: [touched],
  });
};

/** An endpoint wants strict order from now on, or none any more. */
export const writeOrderOf = async (client: PoolClient, endpointId: string): Promise<void> => {
  await client.query(
    `update webhook.deliveries_v1 delivery set is_blocked = not delivery.is_blocked
     from webhook.endpoints_v1 endpoint
     where endpoint.id = $1 and delivery.endpoint_id = $1 and delivery.due_at is not null
       and delivery.is_blocked <> (endpoint.ordered and ${IS_BLOCKED})`,
    [endpointId],
  );
};

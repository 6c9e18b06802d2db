import type { PoolClient } from 'pg';
import type { Attempted } from '../domain/delivery/events.ts';
import { tally, tallying } from './endpoint-tallies.ts';
import { insertion } from './json-rows.ts';
import { writeOrder } from './payment-order.ts';

const attemptRow = (attempt: Attempted) => ({
  delivery_id: attempt.deliveryId,
  number: attempt.number,
  at: attempt.at,
  status_code: attempt.statusCode,
  error: attempt.error,
  latency_ms: attempt.latencyMs,
  response_excerpt: attempt.excerpt,
});

const lastOfEach = (attempts: readonly Attempted[]) =>
  [...new Map(attempts.map(attempt => [attempt.deliveryId, attempt])).values()].map(attempt => ({
    id: attempt.deliveryId,
    status: attempt.next.status,
    tries: attempt.number,
    due_at: attempt.next.status === 'RETRYING' ? attempt.next.attemptAt : null,
    round: attempt.round,
  }));

const FOLLOWING = `
  update webhook.deliveries_v1 delivery set
    tries = tried.tries,
    status = case when delivery.round > tried.round then 'RETRYING' else tried.status end,
    due_at = case when delivery.round > tried.round then delivery.due_at else tried.due_at end,
    is_blocked = delivery.is_blocked and (delivery.round > tried.round or tried.due_at is not null)
  from json_to_recordset($2) as tried (id text, status text, tries int, due_at timestamptz, round bigint)
  where delivery.id = tried.id`;

/** What came of tries: rows of their own, and where they leave their deliveries. One that was asked for since then stays due. */
export const writeAttempts = async (client: PoolClient, attempts: readonly Attempted[]): Promise<void> => {
  if (attempts.length === 0) return;
  const rows = attempts.map(attemptRow);
  const tallies = tally(attempts);
  // One statement: tries are written while the next event's delivery waits for its own.
  const { rows: inOrder } = await client.query<{ readonly id: string }>({
    name: 'webhook deliveries tried',
    text: `with attempted as (${insertion('webhook.attempts_v1', rows, 1)}),
                followed as (${FOLLOWING}),
                tallied as (${tallying(3)})
           select id from webhook.endpoints_v1 where ordered and id = any ($4)`,
    values: [...[rows, lastOfEach(attempts), tallies].map(value => JSON.stringify(value)), tallies.map(({ id }) => id)],
  });
  const isInOrder = new Set(inOrder.map(({ id }) => id));
  await writeOrder(
    client,
    attempts.filter(({ endpointId }) => isInOrder.has(endpointId)).map(({ deliveryId }) => deliveryId),
  );
};

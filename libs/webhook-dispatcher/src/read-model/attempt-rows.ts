import type { PoolClient } from 'pg';
import type { Attempted } from '../domain/delivery/events.ts';
import { writeTallies, type Tally } from './endpoint-rows.ts';
import { insertRows } from './json-rows.ts';
import { writeOrder } from './payment-order.ts';

const GONE = 410;

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

const tallyOf = (endpointId: string, before: Tally | undefined, { at, next, statusCode }: Attempted): Tally =>
  next.status === 'DELIVERED'
    ? { endpointId, recovered: true, failedSince: null, failedAt: null, isGone: before?.isGone ?? false }
    : {
        endpointId,
        recovered: before?.recovered ?? false,
        failedSince: before?.failedSince ?? at,
        failedAt: at,
        isGone: (before?.isGone ?? false) || statusCode === GONE,
      };

const tally = (attempts: readonly Attempted[]): readonly Tally[] => {
  const tallies = new Map<string, Tally>();
  for (const attempt of attempts)
    tallies.set(attempt.endpointId, tallyOf(attempt.endpointId, tallies.get(attempt.endpointId), attempt));
  return [...tallies.values()];
};

/** What came of tries: rows of their own, and where they leave their deliveries. One that was asked for since then stays due. */
export const writeAttempts = async (client: PoolClient, attempts: readonly Attempted[]): Promise<void> => {
  if (attempts.length === 0) return;
  await insertRows(client, 'webhook.attempts_v1', attempts.map(attemptRow));
  await client.query({
    name: 'webhook deliveries tried',
    text: `update webhook.deliveries_v1 delivery set
             tries = tried.tries,
             status = case when delivery.round > tried.round then 'RETRYING' else tried.status end,
             due_at = case when delivery.round > tried.round then delivery.due_at else tried.due_at end,
             is_blocked = delivery.is_blocked and (delivery.round > tried.round or tried.due_at is not null)
           from json_to_recordset($1) as tried (id text, status text, tries int, due_at timestamptz, round bigint)
           where delivery.id = tried.id`,
    values: [JSON.stringify(lastOfEach(attempts))],
  });
  await writeOrder(
    client,
    attempts.map(({ deliveryId }) => deliveryId),
  );
  await writeTallies(client, tally(attempts));
};

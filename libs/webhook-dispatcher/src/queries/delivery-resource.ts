import type { WebhookDeliveryResource } from '@counterfoil/contracts';
import type { Pool } from 'pg';

export const DELIVERY_COLUMNS = 'id, endpoint_id, event_id, event_type, event_position, status, due_at, created_at';

export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly event_position: string;
  readonly status: WebhookDeliveryResource['status'];
  readonly due_at: Date | null;
  readonly created_at: Date;
}

interface AttemptRow {
  readonly delivery_id: string;
  readonly number: number;
  readonly at: Date;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly latency_ms: number;
  readonly response_excerpt: string | null;
}

const attemptOf = ({ delivery_id: _, at, ...attempt }: AttemptRow) => ({ ...attempt, at: at.toISOString() });

/** The deliveries as they are answered, each with its tries. */
export const resourcesOf = async (
  pool: Pool,
  rows: readonly DeliveryRow[],
): Promise<readonly WebhookDeliveryResource[]> => {
  const { rows: attempts } = await pool.query<AttemptRow>({
    name: 'webhook-attempts',
    text: `select delivery_id, number, at, status_code, error, latency_ms, response_excerpt from webhook.attempts_v1
           where delivery_id = any ($1) order by delivery_id, number`,
    values: [rows.map(({ id }) => id)],
  });
  const ofDelivery = Map.groupBy(attempts, ({ delivery_id }) => delivery_id);
  return rows.map(row => ({
    id: row.id,
    endpoint_id: row.endpoint_id,
    event_id: row.event_id,
    event_type: row.event_type,
    status: row.status,
    next_attempt_at: row.due_at?.toISOString() ?? null,
    attempts: (ofDelivery.get(row.id) ?? []).map(attemptOf),
    created_at: row.created_at.toISOString(),
  }));
};

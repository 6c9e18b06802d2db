import type { Clock } from '@counterfoil/platform';
import type { Surroundings } from '@counterfoil/service';

interface Backlog {
  readonly count: number;
  readonly oldest: Date | null;
}

/** What waits for an endpoint that is disabled is not due. */
const DUE = `select count(*)::int as count, min(delivery.due_at) as oldest
             from webhook.deliveries_v1 delivery join webhook.endpoints_v1 endpoint on endpoint.id = delivery.endpoint_id
             where delivery.due_at <= $1 and endpoint.status = 'ENABLED' and not endpoint.is_gone`;

const ENDPOINTS = `select lower(status) as status, count(*)::int as count from webhook.endpoints_v1
                   where status in ('ENABLED', 'DISABLED') group by status`;

const STATUSES = ['enabled', 'disabled'] as const;

/** What is due and not yet sent, since when the oldest of it is, and how many endpoints there are. */
export const measureWebhooks = ({ metrics, pool }: Pick<Surroundings, 'metrics' | 'pool'>, clock: Clock): void => {
  const backlog = async (): Promise<Backlog> =>
    (await pool.query<Backlog>(DUE, [clock.now()])).rows[0] ?? { count: 0, oldest: null };
  metrics.read(
    { name: 'counterfoil_webhook_deliveries_due', help: 'Webhook deliveries that are due and not yet sent.' },
    async () => [{ value: (await backlog()).count }],
  );
  metrics.read(
    {
      name: 'counterfoil_webhook_deliveries_due_oldest_seconds',
      help: 'For how long the oldest of them has been due; 0: none.',
    },
    async () => {
      const { oldest } = await backlog();
      return [{ value: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) / 1_000 : 0 }];
    },
  );
  metrics.read(
    { name: 'counterfoil_webhook_endpoints', help: 'Webhook endpoints, by their status.', labelNames: ['status'] },
    async () => {
      const { rows } = await pool.query<{ readonly status: string; readonly count: number }>(ENDPOINTS);
      return STATUSES.map(status => ({
        labels: { status },
        value: rows.find(row => row.status === status)?.count ?? 0,
      }));
    },
  );
};

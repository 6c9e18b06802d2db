import { deriveUuid } from '@counterfoil/platform';
import { actOnEach, type ReadBarrier, type Timer } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { EndpointCommand } from './domain/endpoint/commands.ts';
import type { EndpointAggregate } from './endpoint-aggregate.ts';
import { readTroubled, type Troubled } from './read-model/troubled-endpoints.ts';
import { WEBHOOK_ROWS } from './read-model/projection-name.ts';

interface Around {
  readonly endpoints: EndpointAggregate;
  readonly pool: Pool;
  readonly barrier: ReadBarrier;
}

const commandFor = ({ is_gone, failing_since, failed_at }: Troubled, now: string): EndpointCommand =>
  is_gone || failing_since === null || failed_at === null
    ? { type: 'ReportGone', now }
    : { type: 'ReportFailing', since: failing_since.toISOString(), failedAt: failed_at.toISOString(), now };

const report = async ({ endpoints }: Around, troubled: Troubled, now: Date): Promise<number> => {
  const command = commandFor(troubled, now.toISOString());
  // The same in every process and after every crash, and another one once the endpoint has changed.
  const commandId = deriveUuid('webhook endpoint trouble', troubled.id, troubled.changed_position);
  const { correlationId } = await endpoints.load(troubled.id);
  const handled = await endpoints.handle(troubled.id, command, {
    commandId,
    causationId: commandId,
    correlationId: correlationId ?? '',
    merchantId: troubled.merchant_id,
    paymentId: null,
    actor: 'system',
    occurredAt: now.toISOString(),
  });
  return handled.status === 'done' && handled.appended ? 1 : 0;
};

/** Disables endpoints that are gone or have failed for five days, and says so before that. */
export const endpointHealth = (around: Around): Timer => ({
  name: 'webhook.endpoint-health',
  async run(now) {
    await around.barrier.caughtUp(WEBHOOK_ROWS);
    return actOnEach(await readTroubled(around.pool), troubled => report(around, troubled, now));
  },
});

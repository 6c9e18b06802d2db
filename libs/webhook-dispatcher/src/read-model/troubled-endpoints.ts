import type { Pool } from 'pg';

/** An enabled endpoint that may have to be disabled, or its merchant told. */
export interface Troubled {
  readonly id: string;
  readonly merchant_id: string;
  /** Log position of the last event of its own. */
  readonly changed_position: string;
  readonly is_gone: boolean;
  readonly failing_since: Date | null;
  readonly failed_at: Date | null;
}

/** Those that have answered 410, or have failed for a share of five days that was not told yet: a half, three quarters, all. */
export const readTroubled = async (pool: Pool): Promise<readonly Troubled[]> => {
  const { rows } = await pool.query<Troubled>({
    name: 'webhook-endpoints-troubled',
    text: `select id, merchant_id, changed_position, is_gone, failing_since, failed_at from webhook.endpoints_v1
           where status = 'ENABLED' and (is_gone or (failing_since is not null
             and failed_at - failing_since >= case when told_since is distinct from failing_since then interval '60 hours'
                                                   when told_percent = 50 then interval '90 hours'
                                                   else interval '120 hours' end))
           limit 100`,
  });
  return rows;
};

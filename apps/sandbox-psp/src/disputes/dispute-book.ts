import type { Pool, PoolClient } from 'pg';
import type { Dispute } from './dispute.ts';

type Row = Omit<Dispute, 'amount'> & { readonly amount: string };

const COLUMNS = `id, provider, charge, amount, currency, reason, status, opened_at as "openedAt", at,
  callback_url as "callbackUrl"`;

/** A charge is disputed once its money is taken: at once, or by a capture. */
const statements = {
  open: `insert into sandbox_psp.disputes
      (id, provider, charge, amount, currency, reason, status, opened_at, at, callback_url)
    select 'dsp_' || gen_random_uuid(), agreed.provider, agreed.reference, taken.amount, taken.currency,
      'fraudulent', 'open', $1, $1, agreed.mandate ->> 'callbackUrl'
    from sandbox_psp.operations agreed
    join sandbox_psp.operations taken on taken.provider = agreed.provider and taken.charge = agreed.reference
    where agreed.mandate ->> 'isDisputedLater' = 'true' and taken.status = 'succeeded'
      and (taken.operation = 'capture' or taken.mandate ->> 'automaticCapture' = 'true')
    on conflict (provider, charge) do nothing`,
  decide: `update sandbox_psp.disputes set status = $2, is_told = is_told and status = $2,
      at = case when status = $2 then at else $3 end
    where id = $1 and status in ('open', $2) returning ${COLUMNS}`,
  tell: 'update sandbox_psp.disputes set is_told = true where id = $1 and status = $2',
  find: `select ${COLUMNS} from sandbox_psp.disputes where id = $1`,
  list: `select ${COLUMNS} from sandbox_psp.disputes where $1::text is null or charge = $1 order by opened_at, id`,
  of_charge: `select ${COLUMNS} from sandbox_psp.disputes where provider = $1 and charge = $2`,
  untold: `select ${COLUMNS} from sandbox_psp.disputes where not is_told order by opened_at`,
} as const;

const query = async (
  db: Pool | PoolClient,
  name: keyof typeof statements,
  values: readonly unknown[],
): Promise<Dispute[]> => {
  const { rows } = await db.query<Row>({ name: `psp_dispute_${name}`, text: statements[name], values: [...values] });
  return rows.map(row => ({ ...row, amount: BigInt(row.amount) }));
};

/** Disputes what payers of such cards have paid, once a charge. */
export const openDisputes = async (pool: Pool, at: Date): Promise<void> => {
  await query(pool, 'open', [at]);
};

/** Decides an open one; a repeat changes nothing. Undefined when there is none, or it is decided otherwise. */
export const decideDispute = async (
  pool: Pool,
  id: string,
  outcome: 'won' | 'lost',
  at: Date,
): Promise<Dispute | undefined> => (await query(pool, 'decide', [id, outcome, at]))[0];

/** The merchant has heard of it, as it is. */
export const markTold = async (pool: Pool, { id, status }: Dispute): Promise<void> => {
  await query(pool, 'tell', [id, status]);
};

export const findDispute = async (pool: Pool, id: string): Promise<Dispute | undefined> =>
  (await query(pool, 'find', [id]))[0];

/** Oldest first; of one charge, or all. */
export const listDisputes = (pool: Pool, charge: string | null): Promise<Dispute[]> => query(pool, 'list', [charge]);

/** Of one charge at one provider. */
export const disputesOf = (client: PoolClient, provider: string, charge: string): Promise<Dispute[]> =>
  query(client, 'of_charge', [provider, charge]);

/** Those whose merchant has not heard of them as they are. */
export const untoldDisputes = (pool: Pool): Promise<Dispute[]> => query(pool, 'untold', []);

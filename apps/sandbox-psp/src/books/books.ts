import type { Pool, PoolClient } from 'pg';
import type { Operation, OperationKey } from './operation.ts';

type Row = Omit<Operation, 'amount'> & { readonly amount: string };
type Db = Pool | PoolClient;

const COLUMNS = `provider, operation, reference, charge, asked, amount, currency, status, decline_code as "declineCode",
  calls, at, mandate, challenge`;

const INSERT = `insert into sandbox_psp.operations as kept
  (provider, operation, reference, charge, asked, amount, currency, status, decline_code, at, mandate, challenge)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (provider, operation, reference)`;

const LOCK = `select 1 from sandbox_psp.operations
  where provider = $1 and operation = 'authorize' and reference = $2 for update`;

/** Named statements are parsed and planned once a connection. */
const statements = {
  record: `${INSERT} do update set calls = kept.calls + 1 returning ${COLUMNS}`,
  decide: `${INSERT} do update set asked = excluded.asked, amount = excluded.amount, status = excluded.status,
    decline_code = excluded.decline_code, at = excluded.at returning ${COLUMNS}`,
  count_call: `update sandbox_psp.operations set calls = calls + 1
    where provider = $1 and operation = $2 and reference = $3 returning ${COLUMNS}`,
  find: `select ${COLUMNS} from sandbox_psp.operations
    where provider = $1 and operation = $2 and reference = $3 and status <> 'abandoned'`,
  of_charge: `select ${COLUMNS} from sandbox_psp.operations
    where provider = $1 and charge = $2 and status <> 'abandoned'`,
  list: `select ${COLUMNS} from sandbox_psp.operations
    where ($1::text is null or reference = $1) and status <> 'abandoned'
    order by at, provider, reference, operation`,
  abandon: `insert into sandbox_psp.operations
    (provider, operation, reference, charge, asked, amount, currency, status, at, mandate)
    values ($1, 'authorize', $2, $2, '', 1, '', 'abandoned', now(), '{}') on conflict do nothing`,
  find_challenge: `select ${COLUMNS} from sandbox_psp.operations where provider = $1 and challenge = $2`,
  settle: `update sandbox_psp.operations set status = $3, decline_code = $4, at = $5
    where provider = $1 and operation = 'authorize' and reference = $2 and status = 'requires_action'
    returning ${COLUMNS}`,
} as const;

const query = async (db: Db, name: keyof typeof statements, values: readonly unknown[]): Promise<Operation[]> => {
  const { rows } = await db.query<Row>({ name: `psp_${name}`, text: statements[name], values: [...values] });
  return rows.map(row => ({ ...row, amount: BigInt(row.amount) }));
};

const one = (rows: readonly Operation[]): Operation => {
  const [row] = rows;
  if (!row) throw new Error('the books returned no row for an operation they keep');
  return row;
};

const valuesOf = (row: NewOperation): readonly unknown[] => [
  ...[row.provider, row.operation, row.reference, row.charge, row.asked, row.amount, row.currency],
  ...[row.status, row.declineCode, row.at, row.mandate, row.challenge],
];

/** A row before the books counted its first call. */
export type NewOperation = Omit<Operation, 'calls'>;

/** Writes the row, or counts the call when the books have it: the answer is what they keep, `calls` 1 when it is new. */
export const recordOnce = async (db: Db, row: NewOperation): Promise<Operation> =>
  one(await query(db, 'record', valuesOf(row)));

/** Writes what was decided, in place of a failed row of the same reference. Its call is counted before. */
export const recordDecision = async (db: Db, row: NewOperation): Promise<Operation> =>
  one(await query(db, 'decide', valuesOf(row)));

/** Counts a repeated call and answers the row; undefined when the books have none. */
export const countCall = async (db: Db, key: OperationKey): Promise<Operation | undefined> =>
  (await query(db, 'count_call', [key.provider, key.operation, key.reference]))[0];

/** What became of an operation; undefined when it never happened. */
export const findOperation = async (db: Db, key: OperationKey): Promise<Operation | undefined> =>
  (await query(db, 'find', [key.provider, key.operation, key.reference]))[0];

/** Takes a reference that nothing came of out of use: whoever authorizes under it later asks for something else. */
export const abandonReference = async (db: Db, provider: string, reference: string): Promise<void> => {
  await query(db, 'abandon', [provider, reference]);
};

/** Every operation of a charge. Its authorization stays locked until the transaction ends, so that they take turns. */
export const lockCharge = async (client: PoolClient, provider: string, charge: string): Promise<Operation[]> => {
  await client.query({ name: 'psp_lock', text: LOCK, values: [provider, charge] });
  return query(client, 'of_charge', [provider, charge]);
};

/** Oldest first; of one reference, or all. */
export const listOperations = (db: Db, reference: string | null): Promise<Operation[]> =>
  query(db, 'list', [reference]);

/** The authorization that waits, or waited, for this challenge. */
export const findChallenge = async (db: Db, provider: string, challenge: string): Promise<Operation | undefined> =>
  (await query(db, 'find_challenge', [provider, challenge]))[0];

/** Settles an authorization that waits for the payer; undefined when it is settled already. */
export const settle = async (
  db: Db,
  authorization: Pick<Operation, 'provider' | 'reference' | 'status' | 'declineCode' | 'at'>,
): Promise<Operation | undefined> => {
  const { provider, reference, status, declineCode, at } = authorization;
  return (await query(db, 'settle', [provider, reference, status, declineCode, at]))[0];
};

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '@counterfoil/platform/postgres';
import type { Pool, PoolClient } from 'pg';
import { keyBelongsTo, SETTLE_MS, type KeyRing } from './key-ring.ts';
import { CannotOpen, Sealer } from './sealer.ts';

/** Where sealed bytes are kept, as a rotation's SQL names it. */
export interface SealedColumn {
  /** For its progress lines. */
  readonly name: string;
  readonly table: string;
  /** A text that is the row's own. */
  readonly key: string;
  readonly column: string;
  /** The `aad` of a row's bytes, as an SQL expression. */
  readonly belongsTo: string;
}

interface Rotation {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly columns: readonly SealedColumn[];
  readonly tell: (progress: string) => void;
  readonly stop: AbortSignal;
}

interface SealedRow {
  readonly key: string;
  readonly sealed: Buffer;
  readonly aad: string;
}

/** Rows of one transaction. */
const BATCH = 500;

/** The advisory lock of whoever rotates ("vrot" in ASCII). */
const ROTATION_LOCK = 0x76726f74;

/** How often a rotation looks whether it is its turn, milliseconds. */
const TURN_EVERY_MS = 250;

const isOurTurn = async (client: PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [ROTATION_LOCK]);
  return rows[0]?.held === true;
};

/** One rotation at a time; the turn goes with its connection, also when this process is killed. @throws the reason of `stop` */
const inTurn = async ({ pool, stop }: Rotation): Promise<Disposable> => {
  const client = await pool.connect();
  // Who loses the turn on the way is told by `holdKey`.
  client.on('error', () => {});
  try {
    // Trying, not waiting in a statement, which nobody could stop.
    while (!(await isOurTurn(client))) await sleep(TURN_EVERY_MS, undefined, { signal: stop });
  } catch (error) {
    client.release(true);
    throw error;
  }
  return { [Symbol.dispose]: () => client.release(true) };
};

const makeKey = async ({ pool, keys, tell }: Rotation): Promise<Sealer> => {
  const bytes = randomBytes(32);
  const key = new Sealer(bytes);
  const sealed = keys.root.seal(bytes, keyBelongsTo(key.keyId));
  await pool.query('insert into vault.keys (id, sealed_key) values ($1, $2)', [key.keyId, sealed]);
  tell(`key ${key.keyId}: made`);
  return key;
};

/** Until the end of the transaction nobody deletes the key that it seals under: another rotation may have taken the turn. */
const holdKey = async (client: PoolClient, { keyId }: Sealer): Promise<void> => {
  const { rowCount } = await client.query('select from vault.keys where id = $1 for key share', [keyId]);
  if (rowCount === 0)
    throw new Error(`another rotation has overtaken this one and deleted its key ${keyId}: run it again`);
};

/** Locks the next rows under other keys. One that somebody else has locked is left to the second pass: nobody waits in a circle. */
const nextRows = async (client: PoolClient, at: SealedColumn, newest: Sealer, after: string) => {
  const { rows } = await client.query<SealedRow>(
    `select ${at.key} as key, ${at.column} as sealed, ${at.belongsTo} as aad from ${at.table}
     where substring(${at.column} from 1 for 4) <> $1 and ${at.key} > $2
     order by ${at.key} limit ${BATCH} for update skip locked`,
    [Buffer.from(newest.keyId, 'hex'), after],
  );
  return rows;
};

/** Null for bytes that nobody can open: they stay as they are. */
const sealAnew = async (row: SealedRow, keys: KeyRing, newest: Sealer): Promise<Buffer | null> => {
  try {
    return newest.seal(await keys.open(row.sealed, row.aad), row.aad);
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
};

const resealBatch = ({ pool, keys }: Rotation, at: SealedColumn, newest: Sealer, after: string) =>
  inTransaction(pool, async client => {
    await holdKey(client, newest);
    const rows = await nextRows(client, at, newest, after);
    const sealed = await Promise.all(rows.map(row => sealAnew(row, keys, newest)));
    await client.query(
      `update ${at.table} kept set ${at.column} = anew.sealed
       from unnest($1::text[], $2::bytea[]) as anew (key, sealed)
       where kept.${at.key} = anew.key and anew.sealed is not null`,
      [rows.map(row => row.key), sealed],
    );
    const lost = sealed.filter(bytes => bytes === null).length;
    return { last: rows.at(-1)?.key, done: rows.length - lost, lost };
  });

const reseal = async (rotation: Rotation, at: SealedColumn, newest: Sealer): Promise<void> => {
  let total = { done: 0, lost: 0 };
  for (let after: string | undefined = ''; after !== undefined;) {
    rotation.stop.throwIfAborted();
    const { last, done, lost } = await resealBatch(rotation, at, newest, after);
    total = { done: total.done + done, lost: total.lost + lost };
    after = last;
    if (done > 0) rotation.tell(`${at.name}: ${total.done} sealed under ${newest.keyId}`);
  }
  if (total.lost > 0) rotation.tell(`${at.name}: ${total.lost} cannot be opened by any key, and stay as they are`);
};

const IS_OLDER = 'number < (select number from vault.keys where id = $1)';

/** Deletes every older key that nothing names. Who has sealed under one asks for it behind this lock (`KeyRing.keep`). */
const deleteKeys = ({ pool, columns, tell }: Rotation, newest: Sealer): Promise<void> =>
  inTransaction(pool, async client => {
    await client.query(`select from vault.keys where ${IS_OLDER} for update`, [newest.keyId]);
    // A statement of its own, for it has to see what was committed before the lock was there.
    const isNamed = columns.map(
      ({ table, column }) => `select from ${table} where substring(${column} from 1 for 4) = decode(key.id, 'hex')`,
    );
    const { rows } = await client.query<{ id: string }>(
      `delete from vault.keys key where ${IS_OLDER} ${isNamed.map(named => `and not exists (${named})`).join(' ')} returning id`,
      [newest.keyId],
    );
    for (const { id } of rows) tell(`key ${id}: deleted`);
  });

/**
 * Makes a data key, seals everything in `columns` under it, and deletes the older ones, while others read and write. Stopped
 * half-way it has lost nothing, and the next rotation does what is left. @throws the reason of `stop`
 */
export const rotate = async (rotation: Rotation): Promise<void> => {
  const { columns, stop } = rotation;
  using _ = await inTurn(rotation);
  const newest = await makeKey(rotation);
  const settled = sleep(SETTLE_MS, undefined, { signal: stop });
  settled.catch(() => {}); // Awaited below, unless something else fails first.
  for (const column of columns) await reseal(rotation, column, newest);
  await settled;
  for (const column of columns) await reseal(rotation, column, newest);
  await deleteKeys(rotation, newest);
};

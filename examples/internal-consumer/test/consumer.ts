import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, type TestDatabase } from '@counterfoil/testing';
import { GROUP } from '../src/daily-totals.ts';

/** Starts the consumer as a process: over the log, or as `main.ts` has it. */
export const spawnConsumer = (
  entry: './consumer-process.ts' | '../src/main.ts',
  env: Readonly<Record<string, string>>,
): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      new URL('../../../tools/typescript.mjs', import.meta.url).href,
      fileURLToPath(new URL(entry, import.meta.url)),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_OPTIONS: '', ...env } },
  );

/** `merchant day currency taken refunded`, of one merchant when given. */
export const totalsIn = async ({ pool }: TestDatabase, merchantId = '%'): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', merchant_id, day, currency, taken, refunded) as line from daily_totals.totals
     where merchant_id like $1 order by 1`,
    [merchantId],
  );
  return rows.map(({ line }) => line);
};

/** Where the consumer's transaction is held: its effect is written and not committed, or its commit is on the way. */
export type Moment = 'effect written' | 'commit on its way';

const TRIGGERS: Readonly<Record<Moment, string>> = {
  'effect written': 'create trigger wait after insert on daily_totals.totals',
  'commit on its way':
    'create constraint trigger wait after insert on daily_totals.totals deferrable initially deferred',
};

const LOCK = 7;

/** Kills the consumer that `begin` starts with -9 at that moment, then lets the server go on with what it has of it. */
export const killAt = async (moment: Moment, { pool }: TestDatabase, begin: () => ChildProcess): Promise<void> => {
  await pool.query(
    `create function wait() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock(${LOCK}); return null; end $$;
     ${TRIGGERS[moment]} for each row execute function wait()`,
  );
  const isThere = async (): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and datname = current_database()`,
      [GROUP],
    );
    return (rowCount ?? 0) > 0;
  };
  const holder = await pool.connect();
  await holder.query(`select pg_advisory_lock(${LOCK})`);
  const child = begin();
  const dead = once(child, 'exit');
  try {
    await eventually(isThere, { timeoutMs: 30_000 });
  } finally {
    child.kill('SIGKILL');
    await dead;
    await holder.query(`select pg_advisory_unlock(${LOCK})`);
    holder.release();
  }
};

import { inTransaction } from '@counterfoil/platform/postgres';
import { codeOf } from '@counterfoil/process';
import type { Pool, PoolClient } from 'pg';
import { grants, ROLES, type Role, writes } from './grants.ts';

/** Of roles that can sign in: by role; a role without one keeps what it has. */
export type Passwords = Readonly<Partial<Record<Role, string>>>;

/** Another process made the role at the same time: they are the whole server's, not one database's. */
const MADE_MEANWHILE = new Set(['42710', '23505']);
const CHANGED_MEANWHILE = 'XX000';

const statement = async (pool: Pool | PoolClient, format: string, ...values: readonly string[]): Promise<void> => {
  const { rows } = await pool.query<{ sql: string }>(
    `select format($1, variadic array[${values.map((_, at) => `$${at + 2}::text`).join(', ')}]) as sql`,
    [format, ...values],
  );
  await pool.query(rows[0]?.sql ?? '');
};

const makeRole = async (pool: Pool, role: Role): Promise<void> => {
  if ((await pool.query('select from pg_roles where rolname = $1', [role])).rowCount === 1) return;
  try {
    await statement(pool, 'create role %I login', role);
  } catch (error) {
    if (!MADE_MEANWHILE.has(codeOf(error))) throw error;
  }
};

const setPassword = async (pool: Pool, role: Role, password: string, tries = 5): Promise<void> => {
  try {
    await statement(pool, 'alter role %I login password %L', role, password);
  } catch (error) {
    // "tuple concurrently updated": somebody else gives it its password at this moment.
    if (tries === 1 || codeOf(error) !== CHANGED_MEANWHILE) throw error;
    await setPassword(pool, role, password, tries - 1);
  }
};

/** Makes the roles of the server behind `pool`, as far as they are not there, and gives them their passwords. */
export const makeRoles = async (pool: Pool, passwords: Passwords): Promise<void> => {
  for (const role of ROLES) {
    await makeRole(pool, role);
    const password = passwords[role];
    if (password !== undefined) await setPassword(pool, role, password);
  }
};

const schemasThere = async (client: PoolClient): Promise<ReadonlySet<string>> => {
  const { rows } = await client.query<{ name: string }>(
    `select table_schema as name from information_schema.tables where table_name = 'migrations'`,
  );
  return new Set(rows.map(({ name }) => name));
};

const grantTo = async (client: PoolClient, role: Role, there: ReadonlySet<string>): Promise<void> => {
  for (const schema of there) await statement(client, 'revoke all on all tables in schema %I from %I', schema, role);
  for (const [name, rights] of Object.entries(grants[role])) {
    const [schema = '', table = ''] = name.split('.');
    if (!there.has(schema)) continue;
    const target = table === '*' ? `all tables in schema ${schema}` : name;
    await client.query(`grant usage on schema ${schema} to ${role}`);
    await client.query(`grant ${rights} on ${target} to ${role}`);
    await client.query(`revoke all on ${schema}.migrations from ${role}`);
    await client.query(`grant select on ${schema}.migrations to ${role}`);
  }
};

/** Lets every role read the whole log, and append to its own streams only. The owner of the table may append to all. */
const guardStreams = async (client: PoolClient): Promise<void> => {
  await client.query('alter table event_log.events enable row level security');
  await client.query('drop policy if exists read_all on event_log.events');
  await client.query('create policy read_all on event_log.events for select using (true)');
  for (const role of ROLES) {
    await statement(client, 'drop policy if exists %I on event_log.events', role);
    const own = 'create policy %1$I on event_log.events for insert to %1$I with check (category = any (%2$L))';
    await statement(client, own, role, `{${writes[role].join(',')}}`);
  }
};

/** Gives every role what `grants` says in the database behind `pool`, and takes from it what is not there. */
export const applyGrants = (pool: Pool): Promise<void> =>
  inTransaction(pool, async client => {
    // Two that grant at once would change one catalog row at once.
    await client.query(`select pg_advisory_xact_lock(hashtextextended('counterfoil.grants', 0))`);
    const there = await schemasThere(client);
    for (const role of ROLES) await grantTo(client, role, there);
    if (there.has('event_log')) await guardStreams(client);
  });

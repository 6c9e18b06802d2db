import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Pool } from 'pg';
import { rolePasswords, roleUrl } from '../src/database/role-urls.ts';
import { grants, ROLES, type Role, writes } from '../src/database/grants.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

let database: TestDatabase;
let pools: Readonly<Record<Role, Pool>>;

/** `npm run migrate`, with the passwords that every user of this server gives the roles: they are the whole server's. */
const migrate = async (DATABASE_URL: string): Promise<string> => {
  const script = ['--import', './tools/typescript.mjs', 'apps/cli/src/migrate.ts'];
  const passwords = Object.fromEntries(
    Object.entries(rolePasswords(DATABASE_URL)).map(([role, password]) => [`${role.toUpperCase()}_PASSWORD`, password]),
  );
  const env = { DATABASE_URL, ...passwords };
  return (await promisify(execFile)(process.execPath, script, { cwd: root, env })).stdout;
};

const as = (role: Role): Pool => {
  const pool = new Pool({ connectionString: roleUrl(database.url, role, rolePasswords(database.url)), max: 1 });
  // The test database is dropped from under it.
  pool.on('error', () => {});
  return pool;
};

/** What may be done with a statement, without its doing anything. */
const outcome = (role: Role, statement: string): Promise<string> =>
  pools[role].query(statement).then(
    () => 'allowed',
    (error: { readonly code?: string }) => String(error.code),
  );

const REFUSED = '42501';

/** Every privilege that each role has on each table, and on columns of them. */
const privileges = async (): Promise<readonly object[]> => {
  const { rows } = await database.pool.query<object>(
    `select grantee, table_schema, table_name, column_name, privilege_type
     from information_schema.column_privileges where grantee = any($1) order by 1, 2, 3, 4, 5`,
    [ROLES],
  );
  return rows;
};

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  pools = Object.fromEntries(ROLES.map(role => [role, as(role)])) as Record<Role, Pool>;
});

afterAll(async () => {
  await Promise.all(Object.values(pools).map(pool => pool.end()));
  await database.drop();
});

describe('npm run migrate', () => {
  it('makes every schema and role, and changes nothing when it is run again, or by two at once', async () => {
    const before = await privileges();
    await Promise.all([migrate(database.url), migrate(database.url)]);
    expect(await privileges()).toEqual(before);
    expect(before.length).toBeGreaterThan(200);
  });

  it('takes from a role what its grants do not say', async () => {
    const before = await privileges();
    await database.pool.query('grant select, update on payment.payment_view_v2 to counterfoil_session');
    await migrate(database.url);
    expect(await privileges()).toEqual(before);
  });
});

describe('the role of a service', () => {
  it.each(ROLES)('%s reads and writes what is its own, and no other context’s tables', async role => {
    const tables = {
      session: 'session.session_view_v2',
      payment: 'payment.payment_view_v2',
      charge_attempt: 'charge_attempt.charge_view_v3',
      webhook: 'webhook.endpoints_v1',
    };
    for (const [context, table] of Object.entries(tables)) {
      const expected = role === `counterfoil_${context}` ? 'allowed' : REFUSED;
      expect([table, await outcome(role, `select from ${table}`)]).toEqual([table, expected]);
      expect([table, await outcome(role, `delete from ${table} where false`)]).toEqual([table, expected]);
    }
  });

  it.each(ROLES)('%s changes no event, no table and no other role', async role => {
    for (const statement of [
      "update event_log.events set data = '{}'",
      'delete from event_log.events',
      'truncate event_log.events',
      'drop table event_log.events',
      'create schema another',
      'create table vault.another (id int)',
      'alter role counterfoil_gateway superuser',
      'update vault.keys set sealed_key = null',
      'delete from vault.keys',
      "insert into vault.keys (id, sealed_key) values ('a', '')",
    ])
      expect([statement, await outcome(role, statement)]).toEqual([statement, REFUSED]);
  });

  it('appends to streams of its own context only', async () => {
    const categories = Object.values(writes).flat();
    for (const role of ROLES)
      for (const category of categories) {
        const statement = `insert into event_log.events (position, stream, revision, event_id, type, data, metadata)
          select coalesce(max(position), 0) + 1, '${category}-' || gen_random_uuid(), 0, gen_random_uuid(), 'Tried', '{}', '{}'
          from event_log.events`;
        const expected = writes[role].includes(category) ? 'allowed' : REFUSED;
        expect([role, category, await outcome(role, statement)]).toEqual([role, category, expected]);
      }
  });

  it('reads a card’s number, or a cvc, in the service that sends cards only', async () => {
    for (const role of ROLES) {
      const expected = role === 'counterfoil_charge_attempt' ? 'allowed' : REFUSED;
      for (const column of [
        'sealed_number from vault.payment_methods',
        'sealed_cvc from vault.cvcs',
        '* from vault.cvcs',
      ])
        expect([role, column, await outcome(role, `select ${column}`)]).toEqual([role, column, expected]);
    }
  });

  it('reads API keys in the gateway only, where nobody can make one', async () => {
    for (const role of ROLES) {
      const isGateway = role === 'counterfoil_gateway';
      expect([role, await outcome(role, 'select from platform.api_keys')]).toEqual([
        role,
        isGateway ? 'allowed' : REFUSED,
      ]);
      const making = "insert into platform.api_keys (key_hash, key_id, merchant_id) values ('a', 'b', 'c')";
      expect([role, await outcome(role, making)]).toEqual([role, REFUSED]);
    }
  });

  it('gives the gateway no event, no answer and no key', async () => {
    for (const table of ['event_log.events', 'idempotency.answers', 'vault.keys', 'vault.root', 'consumer.checkpoints'])
      expect([table, await outcome('counterfoil_gateway', `select from ${table}`)]).toEqual([table, REFUSED]);
  });

  it('is written down for every role', () => {
    expect(Object.keys(grants).sort()).toEqual([...ROLES].sort());
  });
});

import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { migrateEverything, rolePasswords, roleUrl } from '@counterfoil/cli/migrate-everything';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { freePort, testDatabase, type TestDatabase } from '@counterfoil/testing';

const root = fileURLToPath(new URL('../../../', import.meta.url));

let database: TestDatabase;
let env: Readonly<Record<string, string>>;

/** Starts the payment service, which does not start: what it says on stderr, and its exit code. */
const refusal = async (more: Readonly<Record<string, string>> = {}) => {
  const args = ['--import', './tools/typescript.mjs', 'apps/payment/src/main.ts'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: code as number | null, said };
};

beforeEach(async () => {
  database = await testDatabase();
  const passwords = rolePasswords(database.url);
  await migrateEverything({ database: database.url, eventStore: database.url }, passwords);
  const { privateKeys, publicKeys } = await newServiceKeys(['gateway', 'payment', 'session'] as const);
  env = {
    MIGRATE: '0',
    PORT: String(await freePort()),
    DATABASE_URL: roleUrl(database.url, 'counterfoil_payment', passwords),
    SERVICE_PRIVATE_KEY: JSON.stringify(privateKeys.payment),
    SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
    CHARGE_ATTEMPT_URL: 'http://127.0.0.1:1',
    VAULT_KEY: randomBytes(32).toString('base64'),
  };
});

afterEach(() => database.drop());

describe('a service does not start', () => {
  it.each([
    ['payment', 'its own tables'],
    ['vault', 'those that it shares'],
    ['event_log', 'the log'],
  ])('on a schema %s that is newer: %s', async schema => {
    await database.pool.query(`insert into ${schema}.migrations (name, run_on) values ('0999_later', now())`);
    expect(await refusal()).toEqual({
      code: 1,
      said: expect.stringMatching(
        new RegExp(`^The database schema ${schema} is newer than this program \\(it has 0999_later\\): .*\\n$`),
      ),
    });
  });

  it.each(['payment', 'consumer', 'event_log'])(
    'on a schema %s that is older, and leaves it as it is',
    async schema => {
      await database.pool.query(
        `delete from ${schema}.migrations where id = (select max(id) from ${schema}.migrations)`,
      );
      expect(await refusal()).toEqual({
        code: 1,
        said: expect.stringMatching(
          new RegExp(
            `^The database schema ${schema} is older than this program \\(it lacks \\w+\\): run npm run migrate.*\\n$`,
          ),
        ),
      });
    },
  );

  it('under the key of another process', async () => {
    const { privateKeys, publicKeys } = await newServiceKeys(['gateway', 'payment', 'session'] as const);
    const wrong = {
      SERVICE_PRIVATE_KEY: JSON.stringify(privateKeys.session),
      SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
    };
    const said = 'SERVICE_PRIVATE_KEY: its kid must be payment, the name of this process\n';
    expect(await refusal(wrong)).toEqual({ code: 1, said });
  });

  it('under a password that the database does not take, and does not repeat it', async () => {
    const { code, said } = await refusal({
      DATABASE_URL: roleUrl(database.url, 'counterfoil_payment', { counterfoil_payment: 'wrong' }),
    });
    expect(code).toBe(1);
    expect(said).toMatch(/^DATABASE_URL: the database refused the connection \(28P01\); check user, password/);
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { card, cards, eventually, freePort, merchantClient } from '@counterfoil/testing';
import { Client } from 'pg';
import { interpolated, ownServices, variablesIn } from './deployment/compose.ts';
import { checkHealth, type Contained, startContained } from './deployment/contained.ts';
import { makeImageTree } from './deployment/image-tree.ts';
import { root } from './deployment/root.ts';

// Without a Docker daemon: the tree that docker/Dockerfile's COPY lines make, the user that it names, no folder to write to,
// and docker/compose.yaml's commands, health checks and settings, on other addresses.

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-image-'));
const names = ownServices.map(([name]) => name);
const running = new Map<string, Contained>();
const ports = new Map<string, number>();
let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let tree: string;
let secrets: Readonly<Record<string, string>>;

const portOf = (name: string): number => ports.get(name) ?? 0;

/** What the service has in docker/compose.yaml, where this machine has it. */
const environmentOf = (name: string): Readonly<Record<string, string>> => {
  const [, { environment = {} }] = ownServices.find(([each]) => each === name) ?? ['', {}];
  const { host } = new URL(postgres.url);
  const here = (text: string): string =>
    interpolated(text, secrets)
      .replace('@postgres:5432/', `@${host}/`)
      .replace(/^http:\/\/gateway:3001$/, `http://127.0.0.1:${portOf('sandbox-psp')}`)
      .replace(/^http:\/\/([a-z-]+):3000$/, (_, service: string) => `http://127.0.0.1:${portOf(service)}`);
  // The log and the messages of PostgreSQL: their other engines have suites of their own.
  const { EVENT_STORE_URL: _, MESSAGING_URL: __, ...rest } = environment;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([variable, value]) => [variable, here(value)])),
    [name === 'sandbox-psp' ? 'SANDBOX_PSP_PORT' : 'PORT']: String(portOf(name)),
    PUBLIC_URL: `http://127.0.0.1:${portOf('gateway')}`,
    LOG_LEVEL: 'warn',
  };
};

const start = (name: string): Contained => {
  const [, { command = [] }] = ownServices.find(([each]) => each === name) ?? ['', {}];
  const contained = startContained(tree, environmentOf(name), command);
  running.set(name, contained);
  return contained;
};

/** What docker/postgres/sandbox-psp.sh and the image of PostgreSQL do, with an owner that is no superuser. */
const prepareDatabase = async (): Promise<void> => {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create role counterfoil login createrole password '${secrets['POSTGRES_PASSWORD']}'`);
  await client.query(`create role sandbox_psp login password '${secrets['SANDBOX_PSP_PASSWORD']}'`);
  await client.query('drop database if exists counterfoil');
  await client.query('create database counterfoil owner counterfoil');
  await client.query('create database sandbox_psp owner sandbox_psp');
  await client.end();
};

beforeAll(async () => {
  chmodSync(folder, 0o755);
  tree = makeImageTree(folder);
  execFileSync(process.execPath, ['--import', './tools/typescript.mjs', 'apps/cli/src/secrets.ts', `${folder}/.env`], {
    cwd: root,
  });
  secrets = variablesIn(readFileSync(`${folder}/.env`, 'utf8'));
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  await prepareDatabase();
  for (const name of names) ports.set(name, await freePort());
}, 120_000);

afterAll(async () => {
  for (const { process: child } of running.values()) child.kill('SIGKILL');
  await postgres.stop();
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('an image', () => {
  it('holds no file that its user may write', () => {
    expect(execFileSync('find', [tree, '-not', '-type', 'l', '-perm', '/222'], { encoding: 'utf8' })).toBe('');
  });

  it('prepares the database as an owner that is no superuser, and ends', async () => {
    const { exited, output } = start('migrate');
    expect({ code: await exited, output: output() }).toEqual({
      code: 0,
      output: 'The database is of this version, and every role has its rights\n',
    });
  });

  it('starts every service, each healthy by its own check', async () => {
    const services = names.filter(name => name !== 'migrate');
    expect(services.map(start)).toHaveLength(6);
    const health = async (name: string): Promise<number | null> => {
      const [, { healthcheck }] = ownServices.find(([each]) => each === name) ?? ['', {}];
      const test = healthcheck?.test?.map(part => part.replace(':3001', `:${portOf(name)}`));
      return checkHealth(tree, environmentOf(name), test);
    };
    for (const name of services)
      await eventually(async () => (await health(name)) === 0, { timeoutMs: 90_000, describe: `a healthy ${name}` });
  }, 120_000);

  it('takes a payment by what it says to itself over the network', async () => {
    const merchant = merchantClient(`http://127.0.0.1:${portOf('gateway')}`, secrets['SANDBOX_API_KEY'] ?? '');
    const created = await merchant.createPayment({ amount: 1250, currency: 'TRY', capture_method: 'automatic' });
    expect(created.body).toMatchObject({ payment: { status: 'CREATED' } });
    const confirmed = await merchant.confirmPayment(created.body.payment.id, { payment_method: card(cards.visa) });
    expect(confirmed.body).toMatchObject({ payment: { status: 'SUCCEEDED' } });
  });

  it('stops cleanly when it is told to', async () => {
    const codes = [...running].map(async ([name, { process: child, exited }]) => {
      child.kill('SIGTERM');
      return [name, await exited];
    });
    expect(Object.fromEntries(await Promise.all(codes))).toEqual(Object.fromEntries(names.map(name => [name, 0])));
  });

  it('says in one line what it needs when it is started without settings', async () => {
    for (const [name, { command }] of ownServices) {
      const { exited, output } = startContained(tree, {}, command ?? []);
      expect({ name, code: await exited, output: output() }).toEqual({
        name,
        code: 1,
        output: expect.stringMatching(/^[A-Z_]+:? must be .+\n$/),
      });
    }
  });

  it('is by itself the whole product, on a database that it is given', async () => {
    const port = String(await freePort());
    const settings = { PORT: port, VAULT_KEY: secrets['VAULT_KEY'] ?? '', LOG_LEVEL: 'warn' };
    const contained = startContained(tree, { ...settings, DATABASE_URL: postgres.url });
    running.set('standalone', contained);
    await eventually(async () => (await checkHealth(tree, settings)) === 0, { timeoutMs: 30_000 });
    contained.process.kill('SIGTERM');
    expect(await contained.exited).toBe(0);
  });
});

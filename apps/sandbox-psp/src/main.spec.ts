import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually, freePort, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { callerOf, SECRET_KEY, WEBHOOK_SECRET } from '../test/running-psp.ts';

const loader = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let db: TestDatabase;
const children: ChildProcess[] = [];

beforeAll(async () => (db = await testDatabase()));
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await db.drop();
});

const launch = (env: Record<string, string>): { child: ChildProcess; stderr: () => string } => {
  const child = fork(main, {
    execArgv: ['--import', loader],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: db.url,
      SANDBOX_PSP_SECRET_KEY: SECRET_KEY,
      SANDBOX_PSP_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...env,
    },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  children.push(child);
  let stderr = '';
  child.stderr?.on('data', chunk => (stderr += String(chunk)));
  return { child, stderr: () => stderr };
};

const ready = async (port: number): Promise<{ child: ChildProcess; psp: ReturnType<typeof callerOf> }> => {
  const { child } = launch({ SANDBOX_PSP_PORT: String(port) });
  const [message] = await once(child, 'message');
  expect(message).toEqual({ type: 'ready', url: `http://127.0.0.1:${port}` });
  return { child, psp: callerOf(message.url) };
};

it('keeps its books through kill -9', async () => {
  const port = await freePort();
  const first = await ready(port);
  const { body } = await first.psp.charge('ch_kept', '4242424242424242');
  await first.psp.refund('ch_kept', 100, 're_kept');
  const challenge = (await first.psp.charge('ch_3ds', '4000000000003220')).body.redirect_url;
  const books = (await first.psp.send('GET', '/control/charges')).body;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await ready(port);
  expect((await second.psp.send('GET', '/control/charges')).body).toEqual(books);
  expect((await second.psp.charge('ch_kept', '4242424242424242')).body).toEqual(body);
  expect((await second.psp.send('POST', `${new URL(challenge).pathname}/complete`)).status).toBe(303);
  expect((await second.psp.status('ch_3ds')).body.status).toBe('succeeded');
});

it('has every answered charge in its books when it is killed in mid-work', async () => {
  const port = await freePort();
  const { child, psp } = await ready(port);
  const answered: string[] = [];
  const callers = Array.from({ length: 8 }, async (_, caller) => {
    for (let turn = 0; ; turn += 1) {
      const reference = `ch_${caller}_${turn}`;
      await psp.charge(reference, '4242424242424242');
      answered.push(reference);
    }
  });
  await eventually(() => answered.length > 100);
  child.kill('SIGKILL');
  await Promise.allSettled(callers);
  const { rows } = await db.pool.query<{ reference: string }>('select reference from sandbox_psp.operations');
  const kept = new Set(rows.map(({ reference }) => reference));
  expect(answered.filter(reference => !kept.has(reference))).toEqual([]);
});

it('ends when its parent is gone', async () => {
  const { child } = await ready(await freePort());
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('drains on SIGTERM: scripted waits end, and it exits with 0', async () => {
  const { child, psp } = await ready(await freePort());
  await psp.fault('hang', { delay_ms: 60_000 });
  const hanging = psp.charge('ch_hanging', '4242424242424242');
  await eventually(async () => (await psp.books('ch_hanging')).length === 1);
  child.kill('SIGTERM');
  expect((await hanging).body.error).toBe('shutting_down');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('waits for a port that is given back in an instant', async () => {
  const port = await freePort();
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const { child } = launch({ SANDBOX_PSP_PORT: String(port) });
  setTimeout(() => holder.close(), 900);
  expect(await once(child, 'message')).toEqual([{ type: 'ready', url: `http://127.0.0.1:${port}` }, undefined]);
});

describe('a start that cannot succeed says why in one line and exits with 1', () => {
  const failed = async (env: Record<string, string>): Promise<{ code: string; message: string }> => {
    const { child, stderr } = launch({ SANDBOX_PSP_PORT: '0', ...env });
    const exited = once(child, 'close');
    const [said] = await once(child, 'message');
    expect(await exited).toEqual([1, null]);
    expect(stderr()).toBe(`${said.message}\n`);
    return said;
  };

  it('when the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { code, message } = await failed({ SANDBOX_PSP_PORT: String(port) });
    holder.close();
    expect({ code, message }).toEqual({
      code: 'EADDRINUSE',
      message: `SANDBOX_PSP_PORT: port ${port} is taken; free it or choose another.`,
    });
  });

  it.each([
    ['postgres://counterfoil:hunter2@127.0.0.1:1/books', 'ECONNREFUSED'],
    [`DATABASE/nowhere`, '3D000'],
  ])('when the database %s cannot be used', async (url, reason) => {
    const { message } = await failed({ DATABASE_URL: url.replace('DATABASE', new URL('.', db.url).href.slice(0, -1)) });
    expect(message).toMatch(/^DATABASE_URL: the sandbox provider cannot open its books/);
    expect(message).toContain(reason);
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['SANDBOX_PSP_PORT', 'seven'],
    ['SANDBOX_PSP_PORT', '65536'],
    ['SANDBOX_PSP_SECRET_KEY', 'short'],
    ['SANDBOX_PSP_WEBHOOK_SECRET', ''],
    ['DATABASE_URL', 'mysql://root:hunter2@127.0.0.1/'],
  ])('when %s is %s', async (name, value) => {
    const { code, message } = await failed({ [name]: value });
    expect(code).toBe('bad_setting');
    expect(message).toMatch(new RegExp(`^${name}: must be `));
    expect(message).not.toContain('hunter2');
  });
});

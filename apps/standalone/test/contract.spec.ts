import { request } from 'node:http';
import { send, type Answer } from '@counterfoil/testing';
import { calls, newWorld, nowhere, rows, type Call, type World } from './contract/calls.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

// Each call of api.md's tables, and each failure that any such call can meet. State conflicts: conflicts.spec.ts.

let running: RunningProduct;
let world: World;
beforeAll(async () => {
  running = await runProduct({ TEST_CLOCK: '1', WEBHOOK_ALLOW_LOOPBACK: '1' });
  world = await newWorld(running.merchant);
});
afterAll(() => running.stop());

interface Changed {
  readonly at?: World;
  readonly method?: string;
  readonly search?: string;
  readonly body?: unknown;
  readonly authorization?: string;
}

const ask = (call: Call, changed: Changed = {}): Promise<Answer<Record<string, unknown>>> => {
  const { at = world, method = call.method, search = '', body = call.body } = changed;
  const authorization = changed.authorization ?? running.merchantAuthorization;
  const headers = call.who === 'merchant' ? { authorization } : {};
  return send(method, `${running.product.url}${call.path(at)}${search}`, { body, headers });
};

/** As `ask`, with the body's very bytes. */
const askRaw = (call: Call, body: string, type = 'application/json'): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      ...(call.who === 'merchant' && { authorization: running.merchantAuthorization }),
    };
    request(`${running.product.url}${call.path(world)}`, { method: call.method, headers }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(body);
  });

const posts = calls.filter(({ method }) => method === 'POST');
const merchants = calls.filter(({ who }) => who === 'merchant');
const ofResources = calls.filter(({ ofResource }) => ofResource);

describe('Every call of the public API', () => {
  it.each(rows(calls))('succeeds as documented: %s', async (_name, call) => {
    const answer = await ask(call, { at: await newWorld(running.merchant) });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: call.success, body: answer.body });
  });

  it.each(rows(merchants))('is 401 without a key, before anything else is looked at: %s', async (_name, call) => {
    const answer = await ask(call, {
      authorization: 'Bearer sk_test_nobody',
      at: nowhere(world),
      search: '?nonsense=1',
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it.each(rows(calls))('is 405 with Allow by another method: %s', async (_name, call) => {
    const answer = await ask(call, { method: 'PUT', body: {} });
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.get('allow')?.split(', ')).toContain(call.method);
  });

  it.each(rows(calls))('is 422 for a parameter that nobody knows, named by its pointer: %s', async (_name, call) => {
    const answer = await ask(call, { search: '?nonsense=1', at: nowhere(world) });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/nonsense' }));
  });

  it.each(rows(ofResources))('is 404 for what is not there: %s', async (_name, call) => {
    const answer = await ask(call, { at: nowhere(world) });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it.each(rows(ofResources.filter(({ who }) => who === 'merchant')))(
    'is 404 for what is another merchant’s: %s',
    async (_name, call) => {
      const answer = await ask(call, { at: await newWorld(running.otherMerchant) });
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    },
  );
});

describe('Every call with a body', () => {
  it.each(rows(posts))('is 413 above 256 KiB: %s', async (_name, call) => {
    expect(await askRaw(call, `"${'a'.repeat(256 * 1024)}"`)).toBe(413);
  });

  it.each(rows(posts))('is 415 in another type: %s', async (_name, call) => {
    expect(await askRaw(call, 'amount=1', 'application/x-www-form-urlencoded')).toBe(415);
  });

  it.each(rows(posts))('is 400 when it is not JSON: %s', async (_name, call) => {
    expect(await askRaw(call, '{"amount": 1')).toBe(400);
  });

  it.each(rows(posts))(
    'is 422 for a field that nobody knows, before the resource is looked for: %s',
    async (_name, call) => {
      const answer = await ask(call, { body: { ...call.body, nonsense: 1 }, at: nowhere(world) });
      expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/nonsense' }));
    },
  );

  it.each(rows(posts))('is 422 when it is no object: %s', async (_name, call) => {
    const answer = await ask(call, { body: [1] });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });
});

describe('Every list', () => {
  const lists = calls.filter(({ name }) => name.startsWith('list') || name === 'read the timeline');

  it.each(rows(lists))('is paged as documented: %s', async (_name, call) => {
    const answer = await ask(call, { search: '?limit=1' });
    expect(answer.body).toEqual({
      data: expect.any(Array),
      has_more: expect.any(Boolean),
      next_cursor: answer.body['next_cursor'],
    });
    expect(answer.body['next_cursor'] === null).toBe(answer.body['has_more'] === false);
  });

  it.each(rows(lists))('is 422 for a limit or cursor that cannot be: %s', async (_name, call) => {
    const answer = await ask(call, { search: '?limit=0&cursor=%F0%9F%92%A9' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/limit' }));
    expect((await ask(call, { search: '?cursor=nonsense' })).body.errors).toEqual([
      expect.objectContaining({ pointer: '/cursor' }),
    ]);
  });
});

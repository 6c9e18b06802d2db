import { readFileSync } from 'node:fs';
import { send } from '@counterfoil/testing';
import { apiDocument } from '../src/api-document.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

describe('the documents that the product serves', () => {
  let running: RunningProduct;
  let routes: readonly string[];

  beforeAll(async () => {
    const telling = new URL('./tell-routes.mjs', import.meta.url).href;
    running = await runProduct({ TEST_CLOCK: '1', NODE_OPTIONS: `--import ${telling}` });
    routes = Array.from(running.product.output().stdout.matchAll(/^route (.+)$/gm), ([, route = '']) => route);
  });
  afterAll(() => running.stop());

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    send('GET', `${running.product.url}${path}`, { headers });

  it('serves every call that the OpenAPI document describes, and no other', () => {
    const described = Object.entries(apiDocument().paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item as object).map(method => `${method.toUpperCase()} ${path}`),
    );
    // Fastify answers HEAD wherever there is a GET.
    const served = routes.filter(route => !route.startsWith('HEAD ')).map(route => route.replaceAll(/:(\w+)/g, '{$1}'));
    expect(served.sort()).toEqual(described.sort());
  });

  it.each(['openapi.json', 'asyncapi.json'])('shows %s to anybody, the one in docs/ word for word', async name => {
    const { status, headers, body } = await get(`/${name}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const committed = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
    expect(body).toEqual(JSON.parse(committed));
  });

  it.each(['/openapi.json', '/asyncapi.json', '/docs', '/docs/swagger-ui-bundle.js'])(
    'sends %s once to who keeps it',
    async path => {
      const first = await get(path);
      expect(first.status).toBe(200);
      const again = await get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
      expect([again.status, again.text]).toEqual([304, '']);
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    },
  );

  it.each([
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/style.css', 'text/css; charset=utf-8'],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8'],
    ['/docs/initializer.js', 'text/javascript; charset=utf-8'],
  ])('says what %s is', async (path, type) => {
    const { headers, text } = await get(path);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text.length).toBeGreaterThan(100);
  });

  it('lets the page load nothing from elsewhere, and no script or style of its own text', async () => {
    const policy = (await get('/docs')).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it.each(['index.html', '..%2Fdocument.ts', 'swagger-ui-bundle.js.map', 'constructor', 'page'])(
    'has no file %s',
    async name => {
      expect((await get(`/docs/${name}`)).status).toBe(404);
    },
  );
});

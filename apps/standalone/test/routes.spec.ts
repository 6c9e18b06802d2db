import { apiDocument } from '../src/api-document.ts';
import { runProduct } from './running-product.ts';

it('serves every call that the OpenAPI document describes, and no other', async () => {
  const telling = new URL('./tell-routes.mjs', import.meta.url).href;
  const running = await runProduct({ TEST_CLOCK: '1', NODE_OPTIONS: `--import ${telling}` });
  const { stdout } = running.product.output();
  await running.stop();
  const declared = Array.from(stdout.matchAll(/^route (.+)$/gm), ([, route = '']) => route);
  const described = Object.entries(apiDocument().paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item as object).map(method => `${method.toUpperCase()} ${path}`),
  );
  // Fastify answers HEAD wherever there is a GET.
  const served = declared.filter(route => !route.startsWith('HEAD ')).map(route => route.replaceAll(/:(\w+)/g, '{$1}'));
  expect(served.sort()).toEqual(described.sort());
});

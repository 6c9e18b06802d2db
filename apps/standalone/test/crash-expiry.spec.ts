import { crashesOf } from './crash/crash-matrix.ts';
import { Stage } from './crash/stage.ts';
import type { Ending } from './crash/through-crash.ts';

// Each row starts the product anew; docs/crash-points.md says where the points are.
const stage = new Stage({ TEST_CLOCK: '1' });
afterAll(() => stage.close());

describe.each(['sessionExpiry', 'paymentExpiry', 'authorizationExpiry'] as const)('a due %s', flow => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play(flow);
  });

  it.each(crashesOf(flow))('survives kill -9 at %s, pass %d', async (point, pass) => {
    expect(await stage.play(flow, { at: `${point}:${pass}`, comesBackLate: false })).toEqual(uncrashed);
  });
});

import { crashesOf } from './crash/crash-matrix.ts';
import { runFlow, type Ending } from './crash/through-crash.ts';

// Each row starts the product twice; docs/crash-points.md says where the points are.

describe.each(['sessionExpiry', 'paymentExpiry', 'authorizationExpiry'] as const)('a due %s', flow => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow(flow);
  });

  it.each(crashesOf(flow))('survives kill -9 at %s, pass %d', async (point, pass) => {
    expect(await runFlow(flow, { at: `${point}:${pass}`, times: 1, comesBackLate: false })).toEqual(uncrashed);
  });
});

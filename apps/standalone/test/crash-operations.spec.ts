import { crashesOf, requestIsIn } from './crash/crash-matrix.ts';
import { runFlow, type Ending } from './crash/through-crash.ts';

// Each row starts the product twice; docs/crash-points.md says where the points are.

describe.each(['capture', 'release', 'refund', 'dispute', 'sessionCancel', 'challengeCancel'] as const)(
  'a %s',
  flow => {
    let uncrashed: Ending;
    beforeAll(async () => {
      uncrashed = await runFlow(flow);
    });

    it.each(crashesOf(flow))('survives kill -9 at %s, pass %d', async (point, pass) => {
      const comesBackLate = requestIsIn.has(point) && flow !== 'refund';
      expect(await runFlow(flow, { at: `${point}:${pass}`, times: 1, comesBackLate })).toEqual(uncrashed);
    });
  },
);

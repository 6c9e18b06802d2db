import { crashesOf, requestIsIn } from './crash/crash-matrix.ts';
import { Stage } from './crash/stage.ts';
import type { Ending } from './crash/through-crash.ts';

// Each row starts the product anew; docs/crash-points.md says where the points are.
const stage = new Stage();
afterAll(() => stage.close());

describe.each(['capture', 'release', 'refund', 'dispute', 'sessionCancel', 'challengeCancel'] as const)(
  'a %s',
  flow => {
    let uncrashed: Ending;
    beforeAll(async () => {
      uncrashed = await stage.play(flow);
    });

    it.each(crashesOf(flow))('survives kill -9 at %s, pass %d', async (point, pass) => {
      const comesBackLate = requestIsIn.has(point) && flow !== 'refund';
      expect(await stage.play(flow, { at: `${point}:${pass}`, comesBackLate })).toEqual(uncrashed);
    });
  },
);

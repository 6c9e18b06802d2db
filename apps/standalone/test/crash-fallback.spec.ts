import { crashesOf, requestIsIn } from './crash/crash-matrix.ts';
import { Stage } from './crash/stage.ts';
import type { Ending } from './crash/through-crash.ts';

// Each row starts the product anew; docs/crash-points.md says where the points are.
const stage = new Stage();
afterAll(() => stage.close());

describe('a payment that the first provider declines softly and the next one takes', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('fallback');
  });

  it.each(crashesOf('fallback'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await stage.play('fallback', { at: `${point}:${pass}`, comesBackLate })).toEqual(uncrashed);
  });
});

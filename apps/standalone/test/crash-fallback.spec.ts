import { crashesOf, requestIsIn } from './crash/crash-matrix.ts';
import { runFlow, type Ending } from './crash/through-crash.ts';

// Each row starts the product twice; docs/crash-points.md says where the points are.

describe('a payment that the first provider declines softly and the next one takes', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('fallback');
  });

  it.each(crashesOf('fallback'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await runFlow('fallback', { at: `${point}:${pass}`, times: 1, comesBackLate })).toEqual(uncrashed);
  });
});

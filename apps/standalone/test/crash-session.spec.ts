import { requestIsIn, crashesOf } from './crash/crash-matrix.ts';
import { Stage } from './crash/stage.ts';
import type { Ending } from './crash/through-crash.ts';

// Each row starts the product anew; docs/crash-points.md says where the points are.
const stage = new Stage();
afterAll(() => stage.close());

describe('a session that the payer confirms', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('session');
  });

  it.each(crashesOf('session'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await stage.play('session', { at: `${point}:${pass}`, comesBackLate })).toEqual(uncrashed);
  });
});

describe('a session whose payer is challenged', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('challenge');
  });

  it.each(crashesOf('challenge'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const crashed = await stage.play('challenge', { at: `${point}:${pass}`, comesBackLate: false });
    expect(crashed).toEqual(uncrashed);
  });
});

import { requestIsIn, crashesOf } from './crash/crash-matrix.ts';
import { Stage } from './crash/stage.ts';
import type { Ending } from './crash/through-crash.ts';

// Each row starts the product anew; docs/crash-points.md says where the points are.
const stage = new Stage();
afterAll(() => stage.close());

describe('a payment that is created, then confirmed', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('apiOnly');
  });

  it.each(crashesOf('apiOnly'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const crashed = await stage.play('apiOnly', { at: `${point}:${pass}`, comesBackLate: false });
    expect(crashed).toEqual(uncrashed);
  });
});

describe('a payment that is created and confirmed in one call', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('oneCall');
  });

  it.each(crashesOf('oneCall'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await stage.play('oneCall', { at: `${point}:${pass}`, comesBackLate })).toEqual(uncrashed);
  });
});

describe('a payment that is created with its card, then confirmed without one', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await stage.play('cardFirst');
  });

  it.each(crashesOf('cardFirst'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await stage.play('cardFirst', { at: `${point}:${pass}`, comesBackLate })).toEqual(uncrashed);
  });
});

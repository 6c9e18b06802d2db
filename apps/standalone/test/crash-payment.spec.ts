import { requestIsIn, crashesOf } from './crash/crash-matrix.ts';
import { runFlow, type Ending } from './crash/through-crash.ts';

// Each row starts the product twice; docs/crash-points.md says where the points are.

describe('a payment that is created, then confirmed', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('apiOnly');
  });

  it.each(crashesOf('apiOnly'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const crashed = await runFlow('apiOnly', { at: `${point}:${pass}`, times: 1, comesBackLate: false });
    expect(crashed).toEqual(uncrashed);
  });
});

describe('a payment that is created and confirmed in one call', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('oneCall');
  });

  it.each(crashesOf('oneCall'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await runFlow('oneCall', { at: `${point}:${pass}`, times: 1, comesBackLate })).toEqual(uncrashed);
  });
});

describe('a payment that is created with its card, then confirmed without one', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('cardFirst');
  });

  it.each(crashesOf('cardFirst'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await runFlow('cardFirst', { at: `${point}:${pass}`, times: 1, comesBackLate })).toEqual(uncrashed);
  });
});

import { requestIsIn, crashesOf } from './crash/crash-matrix.ts';
import { runFlow, type Ending } from './crash/through-crash.ts';

// Each row starts the product twice; docs/crash-points.md says where the points are.

describe('a session that the payer confirms', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('session');
  });

  it.each(crashesOf('session'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const comesBackLate = requestIsIn.has(point);
    expect(await runFlow('session', { at: `${point}:${pass}`, times: 1, comesBackLate })).toEqual(uncrashed);
  });
});

describe('a session whose payer is challenged', () => {
  let uncrashed: Ending;
  beforeAll(async () => {
    uncrashed = await runFlow('challenge');
  });

  it.each(crashesOf('challenge'))('survives kill -9 at %s, pass %d', async (point, pass) => {
    const crashed = await runFlow('challenge', { at: `${point}:${pass}`, times: 1, comesBackLate: false });
    expect(crashed).toEqual(uncrashed);
  });
});

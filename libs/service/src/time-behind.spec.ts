import { TimeBehind } from './time-behind.ts';

describe('the time that a follower is behind', () => {
  it('is nothing while it is at the head', () => {
    const behind = new TimeBehind();
    expect([behind.seconds(0n, 0n, 1_000), behind.seconds(7n, 7n, 9_000), behind.seconds(9n, 7n, 9_000)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('grows while it stands still, also when the log does not move on', () => {
    const behind = new TimeBehind();
    expect([behind.seconds(5n, 10n, 0), behind.seconds(5n, 10n, 15_000), behind.seconds(5n, 20n, 30_000)]).toEqual([
      0, 15, 30,
    ]);
  });

  it('is that of the oldest head which it has not reached: one that follows at a distance does not seem stuck', () => {
    const behind = new TimeBehind();
    const looks = Array.from({ length: 20 }, (_, look) =>
      behind.seconds(BigInt(look) * 10n, BigInt(look) * 10n + 15n, look * 15_000),
    );
    expect(Math.max(...looks)).toBe(15);
  });

  it('ends with the last look, and begins anew', () => {
    const behind = new TimeBehind();
    behind.seconds(5n, 10n, 0);
    expect(behind.seconds(10n, 10n, 15_000)).toBe(0);
    expect(behind.seconds(10n, 11n, 30_000)).toBe(0);
    expect(behind.seconds(10n, 11n, 45_000)).toBe(15);
  });

  it('remembers since when, however long it stands still, and is bounded', () => {
    const behind = new TimeBehind();
    for (let look = 0; look < 5_000; look += 1) behind.seconds(0n, BigInt(look + 1), look * 1_000);
    expect(behind.seconds(0n, 5_001n, 5_000_000)).toBe(5_000);
    expect(behind.seconds(4_999n, 5_001n, 5_001_000)).toBeLessThan(5);
  });
});

import { Waits } from './waits.ts';

const IDS = Array.from({ length: 200 }, (_, index) => `ch_${index}`);

describe('waits between questions', () => {
  it('keep nobody waiting who was not asked about', () => {
    expect(new Waits(60_000).pending(0)).toEqual([]);
  });

  it('are over in time, and each by itself', () => {
    const waits = new Waits(60_000);
    waits.postpone('ch_1', 0, true);
    waits.postpone('ch_2', 1_000_000, true);
    expect(waits.pending(0)).toEqual(expect.arrayContaining(['ch_1', 'ch_2']));
    expect(waits.pending(1_000_000)).toEqual(['ch_2']);
    expect(waits.pending(2_000_000)).toEqual([]);
  });

  it('end with the question', () => {
    const waits = new Waits(60_000);
    waits.postpone('ch_1', 0, true);
    waits.end('ch_1');
    expect(waits.pending(0)).toEqual([]);
  });

  it('grow with every answer in vain, to a minute at most, with full jitter', () => {
    const waits = new Waits(60_000);
    /** How many still wait so long after the next question in vain. */
    const waiting = (ms: number): number => {
      for (const id of IDS) waits.postpone(id, 0, false);
      return waits.pending(ms).length;
    };
    expect(waiting(1_000)).toBe(0);
    for (let times = 0; times < 20; times += 1) waiting(0);
    expect(waiting(60_000)).toBe(0);
    const halfOfThem = waiting(30_000);
    expect(halfOfThem).toBeGreaterThan(50);
    expect(halfOfThem).toBeLessThan(150);
  });

  it('are the same each time once it is late, whatever was before', () => {
    const waits = new Waits(60_000);
    for (let times = 0; times < 3; times += 1) waits.postpone('ch_1', 0, false);
    waits.postpone('ch_1', 0, true);
    expect(waits.pending(59_999)).toEqual(['ch_1']);
    expect(waits.pending(60_000)).toEqual([]);
  });
});

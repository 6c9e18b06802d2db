import { Waits } from './waits.ts';

const IDS = Array.from({ length: 200 }, (_, index) => `ch_${index}`);

describe('waits between questions', () => {
  it('keep nobody waiting who was not asked about', () => {
    expect(new Waits().pending(0)).toEqual([]);
  });

  it('are over in time, and each by itself', () => {
    const waits = new Waits();
    waits.postpone('ch_1', 0);
    waits.postpone('ch_2', 1_000_000);
    expect(waits.pending(0)).toEqual(expect.arrayContaining(['ch_1', 'ch_2']));
    expect(waits.pending(1_000_000)).toEqual(['ch_2']);
    expect(waits.pending(2_000_000)).toEqual([]);
  });

  it('end with the question', () => {
    const waits = new Waits();
    waits.postpone('ch_1', 0);
    waits.end('ch_1');
    expect(waits.pending(0)).toEqual([]);
  });

  it('grow with every answer in vain, to a minute at most', () => {
    const waits = new Waits();
    /** How many still wait so long after the next question in vain. */
    const waiting = (ms: number): number => {
      for (const id of IDS) waits.postpone(id, 0);
      return waits.pending(ms).length;
    };
    expect(waiting(2_000)).toBe(0);
    for (let times = 0; times < 3; times += 1) waiting(0);
    expect(waiting(2_000)).toBeGreaterThan(150);
    for (let times = 0; times < 20; times += 1) waiting(0);
    expect(waiting(59_000)).toBe(IDS.length);
    expect(waiting(60_000)).toBe(0);
  });
});

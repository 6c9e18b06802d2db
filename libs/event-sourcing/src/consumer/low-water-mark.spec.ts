import fc from 'fast-check';
import { LowWaterMark } from './low-water-mark.ts';

describe('the low-water mark', () => {
  it('is just before the oldest event that is not done', () => {
    const mark = new LowWaterMark(10n);
    const doneWith12 = mark.begin(12n);
    const doneWith15 = mark.begin(15n);
    mark.reach(20n);
    expect(mark.position).toBe(10n);

    doneWith15();
    expect(mark.position).toBe(10n);
    doneWith12();
    expect(mark.position).toBe(20n);
  });

  it('never has an event before it that is not done, in whatever order events finish', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 20 }, (_, index) => index + 1)), finished => {
        const mark = new LowWaterMark(0n);
        const done = Array.from({ length: 20 }, (_, index) => mark.begin(BigInt(index + 1)));
        const undone = new Set(done.keys().map(index => index + 1));
        for (const position of finished) {
          done[position - 1]?.();
          undone.delete(position);
          expect(mark.position).toBe(BigInt(Math.min(...undone, 21)) - 1n);
        }
      }),
    );
  });
});

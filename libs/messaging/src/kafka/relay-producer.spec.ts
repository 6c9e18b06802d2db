import { TakenOffsets } from './relay-producer.ts';

const chosen = (...counts: readonly (readonly [partition: number, count: number])[]) => new Map(counts);
const taken = (...offsets: readonly (readonly [partition: number, baseOffset: string])[]) =>
  offsets.map(([partition, baseOffset]) => ({ partition, baseOffset }));

describe('what a broker says that it has taken', () => {
  it('is believed when it names every partition, further on than before', () => {
    const offsets = new TakenOffsets('counterfoil.test.v1');
    offsets.check(chosen([0, 2], [3, 1]), taken([0, '10'], [3, '0']));
    // Somebody else may have written in between: whoever published before, for one.
    offsets.check(chosen([0, 1], [3, 5]), taken([0, '14'], [3, '1']));
  });

  it.each([
    ['no partition', taken()],
    ['another partition', taken([1, '0'])],
    ['no offset', taken([0, '-1'])],
  ])('is not believed when it names %s', (_, answer) => {
    expect(() => new TakenOffsets('counterfoil.test.v1').check(chosen([0, 1]), answer)).toThrow('has not said');
  });

  it('is not believed when it has offsets that were given before: what had them is gone', () => {
    const offsets = new TakenOffsets('counterfoil.test.v1');
    offsets.check(chosen([0, 3]), taken([0, '10']));
    expect(() => offsets.check(chosen([0, 1]), taken([0, '12']))).toThrow('has lost messages');
  });
});

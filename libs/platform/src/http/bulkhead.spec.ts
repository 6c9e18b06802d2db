import { eventually } from '@counterfoil/testing';
import { Bulkhead, type Place } from './bulkhead.ts';

const few = { limit: 4, limitPerCaller: 3, queue: 4, waitMs: 60_000, aside: 2 };

/** Enters, and remembers who got a place and who was turned away. */
const entrance = (bulkhead: Bulkhead) => {
  const begun: string[] = [];
  const refused: string[] = [];
  const places: Place[] = [];
  const enter = (caller: string, name = caller): void =>
    bulkhead.enter(caller, place => {
      if (!place) return void refused.push(name);
      begun.push(name);
      places.push(place);
    });
  return { begun, refused, places, enter };
};

describe('a bulkhead', () => {
  it('leaves others a place whatever one caller sends, and begins nothing beyond its limit', () => {
    const { begun, enter } = entrance(new Bulkhead(few));
    for (const name of ['a1', 'a2', 'a3', 'a4']) enter('a', name);
    for (const name of ['b1', 'b2']) enter('b', name);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('gives turns caller by caller, not in the order of arrival', () => {
    const { begun, places, enter } = entrance(new Bulkhead({ ...few, limit: 1, limitPerCaller: 1 }));
    for (const name of ['a1', 'a2', 'a3']) enter('a', name);
    for (const name of ['b1', 'b2']) enter('b', name);
    for (let at = 0; at < 4; at += 1) places[at]!.release();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  it('turns away the last of the longest line when there is no more room to wait', () => {
    const { begun, refused, places, enter } = entrance(new Bulkhead({ ...few, limit: 1, limitPerCaller: 1 }));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) enter('a', name);
    expect(refused).toEqual(['a6']);
    enter('b', 'b1');
    expect(refused).toEqual(['a6', 'a5']);
    for (let at = 0; at < 4; at += 1) places[at]!.release();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('turns away who has waited too long, and keeps no memory of it', async () => {
    const { begun, refused, places, enter } = entrance(
      new Bulkhead({ ...few, limit: 1, limitPerCaller: 1, waitMs: 5 }),
    );
    enter('a', 'a1');
    enter('a', 'a2');
    await eventually(() => refused.length === 1);
    places[0]!.release();
    enter('a', 'a3');
    expect([begun, refused]).toEqual([['a1', 'a3'], ['a2']]);
  });

  it('lets others in while somebody only waits, so many at most', () => {
    const { begun, places, enter } = entrance(new Bulkhead({ ...few, limit: 1, limitPerCaller: 1 }));
    for (const name of ['a1', 'a2', 'a3', 'a4']) enter('a', name);
    for (let at = 0; at < 3; at += 1) places[at]!.stepAside();
    expect(begun).toEqual(['a1', 'a2', 'a3']);
    // One that stood aside makes room beside, and no place.
    places[0]!.release();
    expect(begun).toEqual(['a1', 'a2', 'a3']);
    places[2]!.stepAside();
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('counts a place that is given back twice once', () => {
    const { begun, places, enter } = entrance(new Bulkhead({ ...few, limit: 1, limitPerCaller: 1 }));
    for (const name of ['a1', 'a2', 'a3']) enter('a', name);
    places[0]!.release();
    places[0]!.release();
    places[0]!.stepAside();
    expect(begun).toEqual(['a1', 'a2']);
  });
});

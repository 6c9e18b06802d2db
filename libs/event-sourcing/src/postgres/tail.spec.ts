import type { EventRow } from './event-row.ts';
import { Tail, TAIL_EVENTS } from './tail.ts';

const rows = (from: number, to: number, data = '{}'): EventRow[] =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const position = BigInt(from + index);
    return [position, `${position % 2n ? 'odd' : 'even'}-${position}`, 0, `id-${position}`, 'Happened', data, '{}'];
  });

const positions = (tail: Tail, ...args: Parameters<Tail['read']>): number[] =>
  tail.read(...args).events.map(({ position }) => Number(position));

describe('the tail of the log', () => {
  it('takes what follows, ignores what it has, and stops at a gap', () => {
    const tail = new Tail(10n);
    tail.push(rows(12, 13));
    expect(tail.head).toBe(10n);
    tail.push(rows(9, 13));
    tail.push(rows(12, 15));
    tail.push(rows(17, 20));
    expect(tail.head).toBe(15n);
    expect(positions(tail, 10n, {}, 100)).toEqual([11, 12, 13, 14, 15]);
  });

  it('reads on from any position it covers, at most the limit', () => {
    const tail = new Tail(10n);
    tail.push(rows(11, 20));
    expect([tail.covers(9n), tail.covers(10n), tail.covers(19n)]).toEqual([false, true, true]);
    expect(tail.read(12n, { categories: ['odd'] }, 2)).toMatchObject({ position: 15n });
    expect(positions(tail, 12n, { categories: ['odd'] }, 2)).toEqual([13, 15]);
    expect(tail.read(12n, { types: ['Other'] }, 2)).toEqual({ events: [], position: 20n });
  });

  it('shares one object for an event among all who read it', () => {
    const tail = new Tail(0n);
    tail.push(rows(1, 1));
    expect(tail.read(0n, {}, 1).events[0]).toBe(tail.read(0n, { categories: ['odd'] }, 1).events[0]);
  });

  it('keeps no more than so many events, and so much of them', () => {
    const tail = new Tail(0n);
    tail.push(rows(1, TAIL_EVENTS + 2_000));
    expect([tail.covers(1_999n), tail.covers(2_000n)]).toEqual([false, true]);
    expect(positions(tail, 2_000n, {}, 2)).toEqual([2_001, 2_002]);

    const large = new Tail(0n);
    large.push(rows(1, 100, JSON.stringify({ text: 'x'.repeat(1 << 20) })));
    expect([large.covers(50n), large.covers(90n)]).toEqual([false, true]);
  });

  it('calls back when its head has moved, and when it is closed', () => {
    const tail = new Tail(0n);
    const heads: (bigint | 'closed')[] = [];
    const stopListening = tail.onChange(() => heads.push(tail.closed ? 'closed' : tail.head));
    tail.push(rows(1, 2));
    tail.push(rows(1, 2));
    tail.restartAt(50n);
    expect([tail.covers(49n), tail.covers(50n)]).toEqual([false, true]);
    tail.close();
    stopListening();
    tail.push(rows(51, 51));
    expect(heads).toEqual([2n, 50n, 'closed']);
  });
});

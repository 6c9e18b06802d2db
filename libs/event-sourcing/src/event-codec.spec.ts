import { MAX_AMOUNT, minorUnits } from '@counterfoil/money';
import fc from 'fast-check';
import { z } from 'zod';
import { cause } from '../test/purse.ts';
import { eventCodec, UnreadableEvent, type TypedEvent } from './event-codec.ts';
import type { JsonObject } from './recorded-event.ts';

interface Paid extends TypedEvent {
  readonly type: 'Paid';
  readonly amount: bigint;
  readonly currency: string;
  readonly note: string | null;
}

const schemas = {
  Paid: z.strictObject({ amount: minorUnits, currency: z.string(), note: z.string().nullable() }),
};

/** Version 1 had euros only, version 2 no note. */
const codec = eventCodec<Paid>(schemas, {
  Paid: [data => ({ amount: data['euroCents'], currency: 'EUR' }), data => ({ ...data, note: null })],
});

const { commandId: _, ...why } = cause();
const stored = (data: JsonObject, schemaVersion: number, type = 'Paid') => ({
  type,
  data,
  metadata: { ...why, schemaVersion },
});
const current = { amount: 1_250, currency: 'TRY', note: null };

describe('the event codec', () => {
  it('brings every amount back to the minor unit, over JSON', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: MAX_AMOUNT }), fc.option(fc.string()), (amount, note) => {
        const event: Paid = { type: 'Paid', amount, currency: 'TRY', note };
        const { data, schemaVersion } = codec.encode(event);
        expect(codec.decode(stored(JSON.parse(JSON.stringify(data)), schemaVersion))).toEqual(event);
      }),
    );
  });

  it('writes the newest version, and the type beside the data', () => {
    expect(codec.encode({ type: 'Paid', amount: 1_250n, currency: 'TRY', note: null })).toEqual({
      data: current,
      schemaVersion: 3,
    });
    expect(codec.types).toEqual(['Paid']);
  });

  it('brings every older version up, step by step', () => {
    const event = { type: 'Paid', amount: 1_250n, currency: 'EUR', note: null };
    expect(codec.decode(stored({ euroCents: 1_250 }, 1))).toEqual(event);
    expect(codec.decode(stored({ amount: 1_250, currency: 'EUR' }, 2))).toEqual(event);
    expect(codec.decode(stored({ ...current, currency: 'EUR' }, 3))).toEqual(event);
  });

  it.each([0, -1, 1.5, 4, Number.NaN, undefined])('cannot read version %s', version => {
    expect(() => codec.decode(stored(current, version as number))).toThrow(UnreadableEvent);
  });

  it.each(['Refunded', 'paid', 'constructor', 'toString', '__proto__', ''])('cannot read the type "%s"', type => {
    expect(() => codec.decode(stored(current, 3, type))).toThrow('unknown type');
  });

  it.each([
    ['a missing member', { amount: 1_250, currency: 'TRY' }],
    ['a member too many', { ...current, surprise: true }],
    ['an amount of nothing', { ...current, amount: 0 }],
    ['an amount with a fraction', { ...current, amount: 12.5 }],
    ['an amount as text', { ...current, amount: '1250' }],
    ['an amount beyond the largest', { ...current, amount: Number(MAX_AMOUNT) + 1 }],
  ])('cannot read data with %s', (_case, data) => {
    expect(() => codec.decode(stored(data, 3))).toThrow(UnreadableEvent);
  });

  it('cannot read data that an upcaster cannot bring up', () => {
    const picky = eventCodec<Paid>(schemas, { Paid: [({ money }) => ({ ...(money as { cents: number }[])[0] })] });
    expect(() => picky.decode(stored({}, 1))).toThrow(UnreadableEvent);
  });

  it('stops whoever reads on, and says which event it was and what to do', () => {
    const reading = (): unknown => codec.decode(stored({}, 9));
    expect(reading).toThrow(expect.objectContaining({ stopsReader: true }));
    expect(reading).toThrow('Event Paid v9: unknown version. Deploy a version that knows it.');
  });

  it.each([
    ['an amount of nothing', { type: 'Paid', amount: 0n, currency: 'TRY', note: null }],
    ['a member too many', { type: 'Paid', amount: 1n, currency: 'TRY', note: null, cvc: '1' }],
    ['a type that was not declared', { type: 'constructor' }],
  ])('writes nothing with %s', (_case, event) => {
    expect(() => codec.encode(event as Paid)).toThrow();
  });
});

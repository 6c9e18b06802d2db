import { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import { valid } from './valid.ts';

const card = z.strictObject({ number: z.string().max(40), cvc: z.string().regex(/^\d{3}$/, 'must be 3 digits') });

const schema = z.strictObject({
  method: z
    .union([
      z.strictObject({ type: z.literal('card'), card }),
      z.strictObject({ type: z.literal('card'), token: z.string() }),
    ])
    .optional(),
  choice: z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a') }), z.strictObject({ kind: z.literal('b') })])
    .optional(),
  mode: z.enum(['fast', 'slow']).optional(),
  moment: z.union([z.iso.datetime(), z.string().regex(/^\d+$/)], 'must be a time or a position').optional(),
  metadata: z.record(z.string().min(1).max(4), z.string()).optional(),
  email: z.email().optional(),
  flags: z.array(z.boolean()).max(2).optional(),
});

const faults = (body: unknown): unknown => {
  try {
    return valid(schema).transform(body, { type: 'body' });
  } catch (error) {
    if (error instanceof Problem) return error.extras.errors;
    throw error;
  }
};

describe('a fault is told in the terms of the sender', () => {
  it.each([
    [{ mode: 'x' }, '/mode', 'must be one of "fast", "slow"'],
    [{ email: 'x' }, '/email', 'must be an email address'],
    [{ flags: 'x' }, '/flags', 'must be a list'],
    [{ flags: [true, 1] }, '/flags/1', 'must be true or false'],
    [{ flags: [true, true, true] }, '/flags', 'must have at most 2 items'],
    [{ metadata: { abcde: '' } }, '/metadata/abcde', 'has a name that must have at most 4 characters'],
    [{ choice: { kind: 'c' } }, '/choice/kind', 'must be one of "a", "b"'],
    [{ choice: {} }, '/choice/kind', 'must be one of "a", "b"'],
    [{ method: { type: 'card', card: { number: '4', cvc: 'x' } } }, '/method/card/cvc', 'must be 3 digits'],
    [{ method: { type: 'card', card: { number: 4, cvc: '1', x: 1 } } }, '/method/card/number', 'must be a string'],
    [{ method: { type: 'card', token: 1 } }, '/method/token', 'must be a string'],
    [{ method: { type: 'card' } }, '/method/card', 'is required'],
    [{ method: { type: 'bank', token: 'pm_1' } }, '/method/type', 'must be "card"'],
    [{ method: 'card' }, '/method', 'must be an object'],
    [{ moment: 'soon' }, '/moment', 'must be a time or a position'],
  ])('%j', (body, pointer, detail) => {
    expect(faults(body)).toContainEqual({ pointer, detail });
  });

  it('never repeats a value, nor a card number used as a name', () => {
    const number = '4242424242424242';
    const answer = JSON.stringify(faults({ mode: number, email: number, [number]: 1, method: { type: number } }));
    expect(answer).not.toContain(number);
    expect(answer).toContain('/[redacted]');
  });

  it('names a field once, however much is wrong with it', () => {
    const parsed = valid(z.strictObject({ amount: z.int().max(9) }));
    const transform = () => parsed.transform({ amount: 2 ** 60 }, { type: 'body' });
    expect(transform).toThrow(
      expect.objectContaining({ extras: { errors: [expect.objectContaining({ pointer: '/amount' })] } }),
    );
  });

  it('lists no more than a thousand', () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field${at}`, 1]));
    expect(faults(body)).toHaveLength(1_000);
  });

  it('gives the schema’s own value when there is none', () => {
    expect(faults(undefined)).toEqual({});
  });
});

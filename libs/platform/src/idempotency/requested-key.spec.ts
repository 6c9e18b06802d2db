import { Problem } from '../problem/problem.ts';
import { requestedKey } from './requested-key.ts';

const keyOf = (header: string | undefined, body?: unknown, inBody = true) => {
  const headers = header === undefined ? {} : { 'idempotency-key': header };
  return requestedKey({ headers, body }, inBody);
};
const pointersOf = (ask: () => unknown) => {
  try {
    ask();
  } catch (error) {
    return error instanceof Problem ? error.extras.errors?.map(fault => fault.pointer) : error;
  }
  return undefined;
};

describe('the key of a request', () => {
  it.each([
    ['order-1', 'order-1'],
    ['"order-1"', 'order-1'],
    [String.raw`"a \"b\" \\c"`, String.raw`a "b" \c`],
    ['a b', 'a b'],
    ['a"b', 'a"b'],
    ['k'.repeat(255), 'k'.repeat(255)],
  ])('of the header %s is %s', (header, key) => expect(keyOf(header)?.key).toBe(key));

  it.each(['', '""', '"open', '"a"b', '"a";p=1', String.raw`"\x"`, 'é', 'a\tb', 'k'.repeat(256)])(
    'is never %p',
    header => expect(pointersOf(() => keyOf(header))).toEqual(['/idempotency_key']),
  );

  it('may stand in the body where the route says so, and is no part of the content', () => {
    expect(keyOf(undefined, { amount: 1, idempotency_key: 'k' })).toEqual({ key: 'k', content: { amount: 1 } });
    expect(keyOf(undefined, { amount: 1, idempotency_key: 'k' }, false)).toBeUndefined();
    expect(keyOf('k', { amount: 1, idempotency_key: 'k' })).toEqual(keyOf('"k"', { amount: 1 }));
    expect(keyOf('k', { idempotency_key: 'other' }, false)?.key).toBe('k');
  });

  it('must be one', () => expect(pointersOf(() => keyOf('k', { idempotency_key: 'l' }))).toEqual(['/idempotency_key']));

  it.each([1, null, '', 'é', {}])('is never %p in the body', idempotency_key =>
    expect(pointersOf(() => keyOf(undefined, { idempotency_key }))).toEqual(['/idempotency_key']),
  );

  it('may be absent, whatever the body is', () => {
    for (const body of [undefined, {}, null, [], 'text', 1]) expect(keyOf(undefined, body)).toBeUndefined();
    expect(keyOf('k', [1])).toEqual({ key: 'k', content: [1] });
    expect(keyOf('k')).toEqual({ key: 'k', content: {} });
  });
});

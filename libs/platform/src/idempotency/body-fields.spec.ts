import fc from 'fast-check';
import { Problem } from '../problem/problem.ts';
import { bodyFields } from './body-fields.ts';

/** The same JSON value in another order of keys. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, shuffled(member)]),
  );
};
const asSet = (body: unknown) => new Map(bodyFields(body));
const json = fc.jsonValue({ maxDepth: 6 }).map(value => JSON.parse(JSON.stringify(value)) as unknown);

describe('the fields of a body', () => {
  it('come in document order, by RFC 6901 pointers', () =>
    expect(bodyFields({ b: [{ 'x/y': 1 }, 'z'], a: { '~': null }, empty: {}, none: [] })).toEqual([
      ['/b/0/x~1y', '{[{1'],
      ['/b/1', '{["z"'],
      ['/a/~0', '{{null'],
      ['/empty', '{{}'],
      ['/none', '{[]'],
    ]));

  it('of an empty body are none', () => {
    expect(bodyFields({})).toEqual([]);
    expect(bodyFields([])).toEqual([['', '[]']]);
  });

  it('do not depend on the order of keys', () =>
    fc.assert(fc.property(json, body => expect(asSet(shuffled(body))).toEqual(asSet(body)))));

  it('are the same only for the same JSON value', () =>
    fc.assert(
      fc.property(json, json, (a, b) => {
        const same = JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
        expect(JSON.stringify([...asSet(a)].sort()) === JSON.stringify([...asSet(b)].sort())).toBe(same);
      }),
    ));

  it.each([
    ['{"a":1.0}', '{"a": 1}', true],
    ['{"a":1e2}', '{"a":100}', true],
    ['{"a":"\\u0041"}', '{"a":"A"}', true],
    ['[1,2]', '[2,1]', false],
    ['{"a":"1"}', '{"a":1}', false],
    ['{"a":null}', '{}', false],
    ['{"a":{}}', '{"a":[]}', false],
    ['{"a":{"b":1}}', '{"a/b":1}', false],
    ['{"a":[1]}', '{"a":{"0":1}}', false],
  ])('%s and %s: %p', (a, b, same) =>
    same
      ? expect(asSet(JSON.parse(a))).toEqual(asSet(JSON.parse(b)))
      : expect(asSet(JSON.parse(a))).not.toEqual(asSet(JSON.parse(b))),
  );

  it('leave out every cvc, wherever it is', () => {
    const deep = (cvc: string) => ({
      card: { number: 'n', cvc },
      a: { b: { c: { d: { e: { f: { g: { h: { cvc, i: 1 } } } } } } } },
    });
    expect(bodyFields(deep('123'))).toEqual(bodyFields(deep('4567')));
    expect(JSON.stringify(bodyFields(deep('98765')))).not.toContain('98765');
  });

  it('stay few for a body of very many values, and still tell bodies apart', () => {
    const many = (last: number) => ({ list: [...Array.from({ length: 50_000 }, () => 0), last], name: 'n' });
    expect(bodyFields(many(1)).map(([pointer]) => pointer)).toEqual(['/list', '/name']);
    expect(bodyFields(many(1))).not.toEqual(bodyFields(many(2)));
  });

  it('refuse a body that is nested without end', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(bodyFields(nested(32))).toHaveLength(1);
    expect(() => bodyFields(nested(100_000))).toThrow(Problem);
  });
});

/** The value, with objects told from arrays and keys in one order. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const members = Object.entries(value).filter(([name]) => name !== 'cvc');
  return { members: members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, canonical(member)]) };
};

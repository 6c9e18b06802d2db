import { Problem } from '../problem/problem.ts';

/** Where a field is (RFC 6901, from the body's root), and its value: canonical JSON behind the kinds of its containers. */
type Field = readonly [pointer: string, value: string];

/** A value on the way to its fields; `kinds` has a `[` or `{` for each container around it. */
interface Part {
  readonly pointer: string;
  readonly kinds: string;
  readonly value: unknown;
}

/** Of more fields than this a body's inner values are compared as a whole. */
const MAX_FIELDS = 1_000;
const MAX_POINTER_DEPTH = 8;
const MAX_NESTING = 32;

/**
 * The fields of a JSON body in document order, save every `cvc`, which may not outlive its request even as a hash.
 * Two bodies have the same fields exactly when they are the same JSON value. @throws Problem when nested too deeply
 */
export const bodyFields = (body: unknown): readonly Field[] => {
  // An empty body differs by each field that the other one has, not as a whole.
  let parts: readonly Part[] = isEmptyObject(body) ? [] : [{ pointer: '', kinds: '', value: body }];
  for (let depth = 0; depth < MAX_POINTER_DEPTH; depth += 1) {
    const inner = parts.flatMap(membersOrItself);
    if (inner.length > MAX_FIELDS) break;
    parts = inner;
  }
  return parts.map(({ pointer, kinds, value }) => [pointer, kinds + canonicalJson(value)]);
};

const membersOrItself = (part: Part): readonly Part[] => {
  const members = isContainer(part.value) ? membersOf(part.value) : [];
  if (members.length === 0) return [part];
  const kinds = part.kinds + (Array.isArray(part.value) ? '[' : '{');
  return members.map(([name, value]) => ({
    pointer: `${part.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    kinds,
    value,
  }));
};

/** A JSON value as text that depends on the value only, save every `cvc`. @throws Problem when nested too deeply */
export const canonicalJson = (value: unknown, nesting = 0): string => {
  if (nesting > MAX_NESTING) throw tooDeep();
  if (Array.isArray(value)) return `[${value.map(member => canonicalJson(member, nesting + 1)).join()}]`;
  if (!isContainer(value)) return JSON.stringify(value);
  const members = membersOf(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, nesting + 1)}`).join()}}`;
};

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isEmptyObject = (value: unknown): boolean =>
  isContainer(value) && !Array.isArray(value) && membersOf(value).length === 0;

const membersOf = (value: object): [string, unknown][] => Object.entries(value).filter(([name]) => name !== 'cvc');

const tooDeep = (): Problem =>
  new Problem('validation_failed', 'The body is nested too deeply', {
    errors: [{ pointer: '', detail: `must not be nested deeper than ${MAX_NESTING} levels` }],
  });

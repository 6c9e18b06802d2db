import { Problem } from '../problem/problem.ts';

/** Where a field is (RFC 6901, from the body's root), and its value as canonical JSON. */
type Field = readonly [pointer: string, value: string];

/** Of more fields than this a body's inner values are compared as a whole. */
const MAX_FIELDS = 1_000;
const MAX_POINTER_DEPTH = 8;
const MAX_NESTING = 32;

/**
 * The fields of a JSON body in document order, save every `cvc`, which may not outlive its request even as a hash.
 * Two bodies have the same fields exactly when they are the same JSON value. @throws Problem when nested too deeply
 */
export const bodyFields = (body: unknown): readonly Field[] => {
  let fields: readonly (readonly [string, unknown])[] = [['', body]];
  for (let depth = 0; depth < MAX_POINTER_DEPTH; depth += 1) {
    const inner = fields.flatMap(([pointer, value]) => step(pointer, value));
    if (inner.length > MAX_FIELDS) break;
    fields = inner;
  }
  return fields.map(([pointer, value]) => [pointer, canonicalJson(value)]);
};

const step = (pointer: string, value: unknown): readonly (readonly [string, unknown])[] => {
  const members = isContainer(value) ? membersOf(value) : [];
  if (members.length === 0) return [[pointer, value]];
  return members.map(([name, member]) => [`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, member]);
};

export const canonicalJson = (value: unknown, nesting = 0): string => {
  if (nesting > MAX_NESTING) throw tooDeep();
  if (Array.isArray(value)) return `[${value.map(member => canonicalJson(member, nesting + 1)).join()}]`;
  if (!isContainer(value)) return JSON.stringify(value);
  const members = membersOf(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, nesting + 1)}`).join()}}`;
};

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const membersOf = (value: object): [string, unknown][] => Object.entries(value).filter(([name]) => name !== 'cvc');

const tooDeep = (): Problem =>
  new Problem('validation_failed', 'The body is nested too deeply', {
    errors: [{ pointer: '', detail: `must not be nested deeper than ${MAX_NESTING} levels` }],
  });

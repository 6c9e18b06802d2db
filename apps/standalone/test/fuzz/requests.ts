import fc from 'fast-check';
import { conforming, spoiled, weird, type JsonSchema, type Resolve } from './json-schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: JsonSchema;
}

interface Media {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** An operation of an OpenAPI 3.1 document, as far as the fuzz needs it. */
interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** One request, and the operation that it is meant for. */
export interface Wanted {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  readonly withKey: boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const pointed = (document: OpenApi, reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, name) => (node as Readonly<Record<string, unknown>>)[name], document);

/** What the names of things begin with, by the path that they stand in; the first that fits. */
const PREFIXES = [
  ['/v1/checkout-sessions/token/', 'cst_'],
  ['/v1/checkout-sessions/', 'cs_'],
  ['/v1/payments/', 'pay_'],
  ['/v1/refunds/', 're_'],
  ['/v1/disputes/', 'dp_'],
  ['/v1/webhook-endpoints/', 'we_'],
  ['/v1/webhook-deliveries/', 'whd_'],
  ['/v1/events/', 'evt_'],
  ['/v1/charges/', 'ch_'],
  ['/v1/3ds/', 'ch_'],
  ['/v1/provider-callbacks/', 'alpha.'],
  ['/', 'alpha'],
] as const;

/** What stands for a path's parameter: mostly something that is there, or else of another kind, or anything at all. */
const segment = (path: string, known: readonly string[]): fc.Arbitrary<string> => {
  const prefix = PREFIXES.find(([start]) => path.startsWith(start))?.[1] ?? '';
  return fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...known.filter(id => id.startsWith(prefix))) },
    { weight: 1, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter(isText) },
  );
};

/** One time in `times`. */
const seldom = (times: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: times }).map(dice => dice === 1);

/** A body that is right, or was until one member of it was spoiled. */
const bodyOf = ({ schema, examples = {} }: Media, resolve: Resolve): fc.Arbitrary<unknown> => {
  const allowed = conforming(schema, resolve);
  const shown = Object.values(examples).map(({ value }) => fc.constant(value));
  const right =
    shown.length === 0
      ? allowed
      : fc.oneof({ weight: 3, arbitrary: fc.oneof(...shown) }, { weight: 1, arbitrary: allowed });
  return fc.oneof({ weight: 3, arbitrary: right }, { weight: 2, arbitrary: right.chain(spoiled) });
};

const isText = (text: string): boolean => text.isWellFormed() && text !== '.' && text !== '..';

/** An object may have a member `toString` that is no function. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const query = (parameters: readonly Parameter[], resolve: Resolve): fc.Arbitrary<string> => {
  const value = (schema: JsonSchema): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 19, arbitrary: conforming(schema, resolve).map(textOf) },
      { weight: 1, arbitrary: weird.map(textOf) },
    );
  const members = parameters.map(({ name, schema }) => [name, value(schema)] as const);
  const given = fc.subarray(members).chain(some => fc.record(Object.fromEntries(some)));
  const unknown = fc.tuple(seldom(10), fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }));
  return fc.tuple(given, unknown).map(([known, [isThere, ...more]]) =>
    [...Object.entries(known), ...(isThere ? [more] : [])]
      .filter(([name, text]) => name.isWellFormed() && text.isWellFormed())
      .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
      .join('&'),
  );
};

/** Requests to every call below `/v1/` of the document, most of them (nearly) right; `known` are ids and tokens for paths. */
export const requests = (document: OpenApi, known: readonly string[]): fc.Arbitrary<Wanted> => {
  const resolve: Resolve = reference => pointed(document, reference) as JsonSchema;
  const toOperation = (path: string, method: string, operation: Operation): fc.Arbitrary<Wanted> => {
    const parameters = (operation.parameters ?? []).map(parameter =>
      '$ref' in parameter ? (pointed(document, parameter.$ref) as Parameter) : parameter,
    );
    const media = operation.requestBody?.content['application/json'];
    const body = media ? bodyOf(media, resolve) : seldom(10).map(isThere => (isThere ? { unknown: 1 } : undefined));
    const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => String(name));
    const segments = fc.tuple(...names.map(() => segment(path, known)));
    const inQuery = parameters.filter(parameter => parameter.in === 'query');
    return fc
      .record({
        body: method === 'get' ? fc.constant(undefined) : body,
        segments,
        search: query(inQuery, resolve),
        idempotencyKey: fc.oneof(
          { weight: 3, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.oneof(fc.constantFrom('one', 'two'), fc.stringMatching(/^[ -~]{1,40}$/)) },
        ),
        withKey: seldom(20).map(without => !without),
      })
      .map(({ segments: values, search, ...rest }) => {
        const filled = names.reduce(
          (at, name, index) => at.replace(`{${name}}`, encodeURIComponent(values[index] ?? '')),
          path,
        );
        const at = search === '' ? filled : `${filled}?${search}`;
        return { operation: `${method} ${path}`, method: method.toUpperCase(), path: at, ...rest };
      });
  };
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      METHODS.flatMap(method => {
        const operation = methods[method];
        return operation ? [toOperation(path, method, operation)] : [];
      }),
    );
  return fc.oneof(...operations);
};

import fc from 'fast-check';
import { conforming, spoiled, weird, type JsonSchema, type Resolve } from './json-schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: JsonSchema;
}

/** An operation of an OpenAPI 3.1 document, as far as the fuzz needs it. */
interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
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

/** What stands for a path's parameter: something that is there, or anything at all. */
const segment = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter(isText) },
  );

const isText = (text: string): boolean => text.isWellFormed() && text !== '.' && text !== '..';

const query = (parameters: readonly Parameter[], resolve: Resolve): fc.Arbitrary<string> => {
  const value = (schema: JsonSchema): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 5, arbitrary: conforming(schema, resolve).map(String) },
      { weight: 1, arbitrary: weird.map(String) },
    );
  const members = parameters.map(({ name, schema }) => [name, value(schema)] as const);
  const given = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  const unknown = fc.option(fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 })), { freq: 10 });
  return fc.tuple(given, unknown).map(([known, more]) =>
    [...Object.entries(known as Readonly<Record<string, string>>), ...(more ? [more] : [])]
      .filter(([name, text]) => name.isWellFormed() && text.isWellFormed())
      .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
      .join('&'),
  );
};

/** Requests to every operation of the document, most of them nearly right; `known` has values for path parameters. */
export const requests = (
  document: OpenApi,
  known: readonly string[],
  skip: ReadonlySet<string>,
): fc.Arbitrary<Wanted> => {
  const resolve: Resolve = reference => pointed(document, reference) as JsonSchema;
  const toOperation = (path: string, method: string, operation: Operation): fc.Arbitrary<Wanted> => {
    const parameters = (operation.parameters ?? []).map(parameter =>
      '$ref' in parameter ? (pointed(document, parameter.$ref) as Parameter) : parameter,
    );
    const schema = operation.requestBody?.content['application/json']?.schema;
    const right = schema ? conforming(schema, resolve) : fc.constant(undefined);
    const body = fc.oneof({ weight: 2, arbitrary: right }, { weight: 3, arbitrary: right.chain(spoiled) });
    const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => String(name));
    const segments = fc.tuple(...names.map(() => segment(known)));
    const inQuery = parameters.filter(parameter => parameter.in === 'query');
    return fc
      .record({
        body: method === 'get' ? fc.constant(undefined) : body,
        segments,
        search: query(inQuery, resolve),
        idempotencyKey: fc.option(fc.oneof(fc.constantFrom('one', 'two'), fc.stringMatching(/^[ -~]{1,40}$/)), {
          freq: 4,
        }),
        withKey: fc.integer({ min: 0, max: 19 }).map(dice => dice > 0),
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
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap(method => {
      const operation = methods[method];
      return operation && !skip.has(`${method} ${path}`) ? [toOperation(path, method, operation)] : [];
    }),
  );
  return fc.oneof(...operations);
};

import fc from 'fast-check';

/** The part of JSON Schema (2020-12) that our OpenAPI document speaks. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

export type Resolve = (reference: string) => JsonSchema;

const text = ({ pattern, format, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<unknown> => {
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map(date => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 60), unit: 'binary' });
};

const object = (schema: JsonSchema, resolve: Resolve): fc.Arbitrary<unknown> => {
  const { properties = {}, required = [], additionalProperties } = schema;
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object')
    return fc.dictionary(fc.string({ maxLength: 41 }), conforming(additionalProperties, resolve), { maxKeys: 4 });
  const members = Object.entries(properties).map(([name, member]) => [name, conforming(member, resolve)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: [...required] });
};

/** JSON values that the schema allows, as far as it says so; what it says in words only may be wrong. */
export const conforming = (schema: JsonSchema, resolve: Resolve): fc.Arbitrary<unknown> => {
  const { $ref, anyOf, oneOf, allOf, type, examples } = schema;
  if ($ref !== undefined) return conforming(resolve($ref), resolve);
  const choices = anyOf ?? oneOf;
  if (choices) return fc.oneof(...choices.map(choice => conforming(choice, resolve)));
  if (allOf) return conforming(Object.assign({}, ...allOf) as JsonSchema, resolve);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (Array.isArray(type))
    return fc.oneof(...(type as readonly string[]).map(one => conforming({ ...schema, type: one }, resolve)));
  const { minimum = -(2 ** 53) + 1, maximum = 2 ** 53 - 1 } = schema;
  switch (type) {
    case 'string':
      return examples ? fc.oneof(fc.constantFrom(...examples), text(schema)) : text(schema);
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(conforming(schema.items ?? {}, resolve), { maxLength: 3 });
    case 'object':
      return object(schema, resolve);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

/** What nobody expects anywhere. */
export const weird: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1.5, 1e300, 2 ** 53, [], {}, 'a'.repeat(3_000), '\u0000', '\ud800'),
  fc.constantFrom<unknown>(
    '__proto__',
    "'; drop table event_log.events; --",
    '../../etc/passwd',
    '%00',
    '4242424242424242',
  ),
);

/** `value` with one member somewhere replaced, dropped or added. */
export const spoiled = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== 'object' || value === null) return weird;
  const names = Object.keys(value);
  const place = fc.oneof(fc.constantFrom('unknown', ...names), fc.string({ maxLength: 8 }));
  return place.chain(name => {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    const wrong = typeof member === 'object' && member !== null ? fc.oneof(weird, spoiled(member)) : weird;
    const without = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    return fc.oneof(
      { weight: 3, arbitrary: wrong.map(bad => ({ ...value, [name]: bad })) },
      { weight: 1, arbitrary: fc.constant(without) },
      { weight: 1, arbitrary: weird },
    );
  });
};

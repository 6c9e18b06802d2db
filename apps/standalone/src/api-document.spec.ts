import { webhookEventTypes, webhookTypes } from '@counterfoil/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { apiDocument } from './api-document.ts';

type Json = Readonly<Record<string, unknown>>;

const document = apiDocument();

/** Every object in the document, with its JSON pointer. */
const objectsIn = function* (value: unknown, pointer = ''): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  yield [pointer, value as Json];
  for (const [name, member] of Object.entries(value))
    yield* objectsIn(member, `${pointer}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`);
};

const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Json>).map(([method, operation]) => ({ path, method, operation })),
);

describe('the OpenAPI document', () => {
  it('is one, by the schema of OpenAPI 3.1', async () => {
    expect(await new Validator().validate(JSON.parse(JSON.stringify(document)))).toMatchObject({ valid: true });
    expect(document.openapi).toBe('3.1.0');
  });

  it('shows nothing that its own schemas refuse', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, 'openapi.json');
    const faults: string[] = [];
    let shown = 0;
    for (const [pointer, { schema, examples, example }] of objectsIn(document)) {
      if (schema === undefined) continue;
      const values = Object.values((examples ?? {}) as Record<string, Json>).map(({ value }) => value);
      const validate = ajv.compile({ $ref: `openapi.json#${pointer}/schema` });
      for (const value of example === undefined ? values : [...values, example]) {
        shown += 1;
        if (!validate(value)) faults.push(`${pointer}: ${ajv.errorsText(validate.errors)}`);
      }
    }
    expect(faults).toEqual([]);
    expect(shown).toBeGreaterThan(100);
  });

  it('shows an example of every body, asked for or answered', () => {
    const bare = [...objectsIn(document)]
      .filter(([, { content }]) => content !== undefined)
      .flatMap(([pointer, { content }]) =>
        Object.entries(content as Record<string, Json>).map(([type, media]) => ({ pointer, type, media })),
      )
      .filter(({ media }) => Object.keys((media['examples'] ?? {}) as Json).length === 0);
    expect(bare).toEqual([]);
  });

  it('names each call once, in one group, by what it does', () => {
    const names = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(names).size).toBe(names.length);
    const groups = new Set((document.tags ?? []).map(({ name }) => name));
    expect(operations.filter(({ operation }) => !groups.has(String((operation['tags'] as string[])[0])))).toEqual([]);
    expect(operations.filter(({ operation }) => !operation['summary'])).toEqual([]);
  });

  it('describes every webhook that this version sends, and no other', () => {
    const own = webhookTypes.filter(type => type.startsWith('webhook_endpoint.'));
    expect(Object.keys(document.webhooks ?? {})).toEqual([...webhookEventTypes, ...own]);
    const names = Object.values(document.webhooks ?? {}).map(item => (item as { post: Json }).post['operationId']);
    expect(names).toContain('toldCheckoutSessionCreated');
    expect(new Set([...names, ...operations.map(({ operation }) => operation['operationId'])]).size).toBe(
      names.length + operations.length,
    );
  });

  it('says what every answer is worth: all carry a request id and a trace', () => {
    const responses = [...objectsIn(document)].filter(
      ([at, { description, headers }]) => description && headers && /\/responses\/[^/]+$/.test(at),
    );
    expect(responses.length).toBeGreaterThan(operations.length);
    for (const [, { headers }] of responses)
      expect(Object.keys(headers as Json)).toEqual(expect.arrayContaining(['x-request-id', 'traceparent']));
  });
});

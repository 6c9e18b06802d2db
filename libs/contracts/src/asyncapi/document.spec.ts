import specifications from '@asyncapi/specs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { publicEvents } from '../events/public-events.ts';
import { topics } from '../events/topics.ts';
import { webhookEventTypes } from '../events/webhook-types.ts';
import { asyncApiDocument } from './document.ts';

interface Message {
  readonly title: string;
  readonly tags: readonly { readonly name: string }[];
  readonly examples: readonly { readonly headers: object; readonly payload: unknown }[];
}

const document = asyncApiDocument();
const messages = Object.entries(document.components.messages) as readonly (readonly [string, Message])[];
const types = Object.keys(publicEvents);

const ajv = (): Ajv => {
  const checker = new Ajv({ strict: false, allErrors: true });
  addFormats.default(checker);
  return checker;
};

/** Every `$ref` in a JSON value. */
const referencesIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === '$ref' ? [String(member)] : referencesIn(member)));
};

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);

describe('the AsyncAPI document', () => {
  it('is one, by the schema of AsyncAPI 3.0', () => {
    const validate = ajv().compile(specifications.schemasWithoutId['3.0.0'] as object);
    validate(JSON.parse(JSON.stringify(document)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...new Set(referencesIn(document))];
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(reference => !reference.startsWith('#/') || resolve(reference) === undefined)).toEqual([]);
  });

  it('tells every public event, each on one topic, and sends what is on its topics', () => {
    const onChannels = Object.values(document.channels).flatMap(channel => Object.keys(channel.messages));
    expect(onChannels.toSorted()).toEqual(types.toSorted());
    expect(messages.map(([type]) => type).toSorted()).toEqual(types.toSorted());
    const sent = Object.values(document.operations).flatMap(operation => operation.messages);
    expect(sent.map(({ $ref }) => resolve((resolve($ref) as { $ref: string }).$ref))).toEqual(
      onChannels.map(type => document.components.messages[type]),
    );
  });

  it('has a channel for every topic, under its name', () => {
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(Object.values(topics));
  });

  it('shows an example of every message, headers and payload as their schemas say', () => {
    const checker = ajv();
    checker.addSchema(document, 'asyncapi.json');
    const faults = messages.flatMap(([type, { examples }]) => {
      const at = `asyncapi.json#/components/messages/${type}`;
      return examples.flatMap(({ headers, payload }) => [
        ...(checker.validate({ $ref: `${at}/headers` }, headers) ? [] : [`${type} headers: ${checker.errorsText()}`]),
        ...(checker.validate({ $ref: `${at}/payload` }, payload) ? [] : [`${type} payload: ${checker.errorsText()}`]),
      ]);
    });
    expect(faults).toEqual([]);
    expect(messages.every(([, { examples }]) => examples.length > 0)).toBe(true);
  });

  it('says of which events merchants are told', () => {
    const told = messages.filter(([, { tags }]) => tags.some(({ name }) => name === 'webhook')).map(([type]) => type);
    expect(told.toSorted()).toEqual(webhookEventTypes.toSorted());
  });
});

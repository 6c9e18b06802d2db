import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const ID = 'asyncapi.json';

let committed: Ajv | undefined;

const document = (): Ajv => {
  if (committed) return committed;
  committed = new Ajv({ strict: false, allErrors: true });
  addFormats.default(committed);
  const text = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');
  committed.addSchema(JSON.parse(text) as object, ID);
  return committed;
};

const faults = (type: string, part: 'headers' | 'payload', value: unknown): readonly string[] => {
  const checker = document();
  const validate = checker.getSchema(`${ID}#/components/messages/${type}/${part}`);
  if (!validate) return ['is no message there'];
  return validate(value) === true ? [] : [checker.errorsText(validate.errors, { dataVar: part })];
};

/**
 * Holds what is told between services against docs/asyncapi.json; `type` is without prefix and version: `payment.created`.
 * @throws for what the document does not say
 */
export const assertDocumentedEvent = (type: string, payload: unknown, headers?: object): void => {
  const all = [...faults(type, 'payload', payload), ...(headers ? faults(type, 'headers', headers) : [])];
  if (all.length > 0) throw new Error(`${type}, against docs/asyncapi.json: ${all.join('; ')}`);
};

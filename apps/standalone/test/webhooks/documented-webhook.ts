import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Received } from './receiver.ts';

const text = readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(text) as {
  readonly webhooks: Readonly<
    Record<
      string,
      { readonly post: { readonly parameters: readonly { readonly name: string; readonly required?: boolean }[] } }
    >
  >;
};
const checker = addFormats.default(new Ajv2020({ strict: false, allErrors: true })).addSchema(document, 'openapi.json');
const BODY = 'post/requestBody/content/application~1json/schema';

/** What of a webhook docs/openapi.json does not say; empty when it says all of it. */
export const webhookFaults = ({ event, headers }: Received): readonly string[] => {
  const described = document.webhooks[event.type];
  if (!described) return [`${event.type} is not described`];
  const validate = checker.getSchema(`openapi.json#/webhooks/${event.type}/${BODY}`);
  return [
    ...described.post.parameters
      .filter(({ name, required }) => required === true && !(name in headers))
      .map(({ name }) => `${name} is missing`),
    ...(validate?.(event) === true ? [] : [`${event.type}: ${checker.errorsText(validate?.errors)}`]),
  ];
};

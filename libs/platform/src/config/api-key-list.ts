import { isApiKey } from '../auth/api-key.ts';
import { form } from './values.ts';

/** A key that the settings give to a merchant. */
export interface ApiKeyEntry {
  readonly key: string;
  readonly merchantName: string;
}

const DEFAULT_NAME = 'Sandbox merchant';

const entryOf = (item: string): ApiKeyEntry => {
  const colon = item.indexOf(':');
  if (colon === -1) return { key: item.trim(), merchantName: DEFAULT_NAME };
  return { key: item.slice(0, colon).trim(), merchantName: item.slice(colon + 1).trim() };
};

const isComplete = ({ key, merchantName }: ApiKeyEntry): boolean =>
  isApiKey(key) && merchantName.length > 0 && merchantName.length <= 100;

const parse = (text: string): readonly ApiKeyEntry[] | undefined => {
  const entries = text.split(',').map(entryOf);
  const distinct = new Set(entries.map(entry => entry.key));
  return entries.every(isComplete) && distinct.size === entries.length ? entries : undefined;
};

/** `key` or `key:Merchant name`, comma-separated; each key once. */
export const apiKeyList = form(
  'a comma-separated list of different keys, each sk_test_ and at least 24 characters, alone or followed by :Merchant name',
  parse,
);

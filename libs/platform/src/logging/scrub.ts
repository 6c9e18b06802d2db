/// <reference lib="esnext.error" />

const REDACTED = '[redacted]';
const DEEPEST = 8;

/** Names whose value never leaves the process, whatever it looks like; compared without case, `_` and `-`. */
const SECRET_NAME = /(?:authorization|cookie|password|secret|token|apikey|vaultkey|^cvc|^cvv|^pan|cardnumber|^number)$/;

/** API keys, webhook secrets and bearer tokens, wherever they stand in a text. */
const SECRET_TEXT = /\b(?:sk_(?:test|live)|whsec)_[\w.~+/=-]+|\bbearer +[\w.~+/=-]+/gi;

/** The user and password of a connection string; whatever stands before its last `@` may be part of them. */
const CREDENTIALS = /(\w:\/\/)[^\s"]+@/g;

/** What may be a card number: 13 to 19 digits of a card scheme, alone or in groups. */
const CARD_LIKE = /(?<!\d)[2-6](?:[ -]?\d){12,18}(?!\d)/g;

const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - fromRight));
    const doubled = digit * 2;
    sum += fromRight % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

const hideCard = (candidate: string): string => (passesLuhn(candidate.replace(/\D/g, '')) ? REDACTED : candidate);

/** The text without card numbers, keys, tokens and passwords. */
export const scrubText = (text: string): string =>
  text.replace(SECRET_TEXT, REDACTED).replace(CREDENTIALS, `$1${REDACTED}@`).replace(CARD_LIKE, hideCard);

const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/[_-]/g, '').toLowerCase());

const scrubError = (error: Error, depth: number): Record<string, unknown> => ({
  ...scrubEntries(Object.entries(error), depth),
  type: error.name,
  message: scrubText(error.message),
  stack: scrubText(error.stack ?? ''),
  ...(error.cause !== undefined && { cause: scrubWithin(error.cause, depth) }),
  ...('errors' in error && { errors: scrubWithin(error.errors, depth) }),
});

const scrubEntries = (entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> =>
  Object.fromEntries(
    entries.map(([name, value]) => [scrubText(name), isSecretName(name) ? REDACTED : scrubWithin(value, depth)]),
  );

const scrubWithin = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value);
    const kept = typeof value === 'bigint' ? text : value;
    return scrubText(text) === text ? kept : REDACTED;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[deeper]';
  if (Error.isError(value)) return scrubError(value, depth - 1);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.map(item => scrubWithin(item, depth - 1));
  return scrubEntries(Object.entries(value), depth - 1);
};

/** A copy fit for a log: secrets hidden by name and by value, errors as plain objects, bigints as strings. */
export const scrub = (value: unknown): unknown => scrubWithin(value, DEEPEST);

/// <reference lib="esnext.error" />

const REDACTED = '[redacted]';
const DEEPEST = 8;

/** Names whose value never leaves the process, whatever it looks like; compared without case, `_` and `-`. */
const SECRET_NAME =
  /(?:authorization|counterfoilidentity|cookie|password|secret|token|apikey|vaultkey|privatekey|^cvc|^cvv|^pan|cardnumber|^number)$/;

/** API keys, webhook secrets, bearer tokens and JSON Web Tokens, wherever they stand in a text. */
const SECRET_TEXT =
  /\b(?:sk_(?:test|live)|whsec)_[\w.~+/=-]+|\bbearer +[\w.~+/=-]+|\beyJ[\w-]{1,2000}\.eyJ[\w-]{1,2000}\.[\w-]*/gi;

/** The user and password of a connection string; whatever stands before its last `@` may be part of them. */
const CREDENTIALS = /(\w:\/\/)[^\s"]+@/g;

/** What stands between the groups of a number: as people type it, and as a URL writes that. */
const BETWEEN = /(?:[ \t\u00a0.+/_-]|%20|%2B)+/i;

/** Digits, alone or in groups, of which some in a row may be a card number: an expiry or a cvc may stand beside it. */
const DIGITS = new RegExp(`(?<!\\d)\\d(?:(?:${BETWEEN.source})?\\d){12,}(?!\\d)`, 'gi');

/** 13 to 19 digits of a card scheme. */
const CARD_FORM = /^[2-6]\d{12,18}$/;
const LONGEST_CARD = 19;

const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - fromRight));
    const doubled = digit * 2;
    sum += fromRight % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

const isCard = (digits: string): boolean => CARD_FORM.test(digits) && passesLuhn(digits);

/** Whether some groups in a row are a card number. */
const holdsCard = (groups: readonly string[]): boolean =>
  groups.some((_, from) => {
    let digits = '';
    for (let to = from; to < groups.length && digits.length <= LONGEST_CARD; to += 1) {
      digits += groups[to] ?? '';
      if (isCard(digits)) return true;
    }
    return false;
  });

const hideCard = (candidate: string): string => (holdsCard(candidate.split(BETWEEN)) ? REDACTED : candidate);

/** The text without card numbers, keys, tokens and passwords. */
export const scrubText = (text: string): string =>
  text.replace(SECRET_TEXT, REDACTED).replace(CREDENTIALS, `$1${REDACTED}@`).replace(DIGITS, hideCard);

/** Random digits that we made or checked: one in a thousand looks like a card, and nobody would find it again. */
const OURS = new Set(['trace_id', 'span_id', 'request_id']);

const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/[_-]/g, '').toLowerCase());

const scrubError = (error: Error, depth: number): Record<string, unknown> => ({
  ...scrubEntries(Object.entries(error), depth),
  type: error.name,
  message: scrubText(error.message),
  stack: scrubText(error.stack ?? ''),
  ...(error.cause !== undefined && { cause: scrubWithin(error.cause, depth) }),
  ...('errors' in error && { errors: scrubWithin(error.errors, depth) }),
});

const scrubEntry = ([name, value]: readonly [string, unknown], depth: number): readonly [string, unknown] => {
  if (OURS.has(name)) return [name, value];
  return [scrubText(name), isSecretName(name) ? REDACTED : scrubWithin(value, depth)];
};

const scrubEntries = (entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> =>
  Object.fromEntries(entries.map(entry => scrubEntry(entry, depth)));

const scrubWithin = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return scrubText(value);
  // The digits of a fraction are a measurement's.
  if (typeof value === 'number' && !Number.isInteger(value)) return value;
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

import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type Bound = Extract<Issue, { readonly code: 'too_small' | 'too_big' }>;

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an email address',
  url: 'a URL',
  datetime: 'an ISO 8601 time such as 2026-11-21T10:00:00.000Z',
  date: 'an ISO 8601 date such as 2026-11-21',
};

const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items' };

const boundOf = (issue: Bound): string => {
  const unit = units[issue.origin];
  const limit = String(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  if (issue.code === 'too_small' && unit !== undefined && limit === '1') return 'must not be empty';
  const relation = issue.code === 'too_small' ? 'at least' : 'at most';
  const strict = issue.code === 'too_small' ? 'more than' : 'less than';
  const range = issue.exact === true ? 'exactly' : issue.inclusive === false ? strict : relation;
  return unit === undefined ? `must be ${range} ${limit}` : `must have ${range} ${limit} ${unit}`;
};

/** What a union says that has no words of its own. */
export const NO_FORM = 'has none of the documented forms';

const oneOf = (values: readonly unknown[]): string => {
  const named = values.map(value => JSON.stringify(value));
  return named.length === 1 ? `must be ${named[0]}` : `must be one of ${named.join(', ')}`;
};

/** What is wrong, for the sender of a request; it never repeats the value, which may be a card. Zod's `error` option. */
export const describeIssue = (issue: Issue): string => {
  if (issue.input === undefined && issue.code !== 'custom') return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
    case 'too_big':
      return boundOf(issue);
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? 'of the documented form'}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'is unknown';
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return Array.isArray(issue['options']) ? oneOf(issue['options']) : NO_FORM;
    default:
      return 'is not valid';
  }
};

import type { FieldFault } from '@counterfoil/platform';
import type { z } from 'zod';
import { Refusal } from './refusal.ts';

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const faultsOf = (issue: z.core.$ZodIssue): readonly FieldFault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map(key => ({ pointer: pointerTo([...issue.path, key]), detail: 'is not a known field' }))
    : [{ pointer: pointerTo(issue.path), detail: issue.message }];

/** The value as the schema wants it, or a refusal that names every fault (RFC 6901 pointers). Never repeats a value. */
export const valid = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(faultsOf);
  throw new Refusal('invalid_request', `The request has ${faults.length} fault(s); see errors.`, faults);
};

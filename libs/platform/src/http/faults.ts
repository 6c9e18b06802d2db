import type { z } from 'zod';
import { scrubText } from '../logging/scrub.ts';
import type { FieldFault } from '../problem/problem.ts';
import { NO_FORM } from './describe-issue.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Of a hostile body; an honest one never has as many. */
const MOST = 1_000;

/** RFC 6901: `~` and `/` of a name are escaped. Names come from the sender, and may be card numbers too. */
export const pointerTo = (path: Path): string =>
  path.map(part => `/${scrubText(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** How much of a union's form an attempt got wrong at its top: names unknown or missing there, not values within. */
const misfit = (issues: readonly Issue[]): number =>
  issues
    .filter(issue => issue.path.length <= 1)
    .reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

/** The faults of the form that the sender most likely meant. */
const closest = (attempts: readonly (readonly Issue[])[]): readonly Issue[] =>
  attempts.toSorted((one, other) => misfit(one) - misfit(other) || one.length - other.length)[0] ?? [];

const faultsOfIssue = (issue: Issue, above: Path): readonly FieldFault[] => {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({ pointer: pointerTo([...path, key]), detail: issue.message }));
  if (issue.code === 'invalid_union' && issue.message === NO_FORM && issue.errors.length > 0)
    return closest(issue.errors).flatMap(inner => faultsOfIssue(inner, path));
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ pointer: pointerTo(path), detail: `has a name that ${message}` }));
  return [{ pointer: pointerTo(path), detail: issue.message }];
};

/** Every fault that the schema found, the first of each field, in the schema's order. */
export const faultsOf = (issues: readonly Issue[]): readonly FieldFault[] => {
  const first = new Map<string, FieldFault>();
  for (const fault of issues.flatMap(issue => faultsOfIssue(issue, [])))
    if (!first.has(fault.pointer)) first.set(fault.pointer, fault);
  return [...first.values()].slice(0, MOST);
};

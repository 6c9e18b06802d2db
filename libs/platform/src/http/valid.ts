import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import type { FieldFault } from '../problem/problem.ts';
import { describeIssue } from './describe-issue.ts';
import { faultsOf } from './faults.ts';

/** 422 with every fault at once. */
export const validationFailed = (errors: readonly FieldFault[]): Problem =>
  new Problem('validation_failed', 'Correct what errors names, and send the request again.', { errors });

/**
 * Takes a value by its schema (a strict object); an absent one counts as `{}`. @throws Problem validation_failed with every fault at
 * once, those that the caller has found (`more`) among them
 */
export const takeValid = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  more: readonly FieldFault[] = [],
): z.output<Schema> => {
  const parsed = schema.safeParse(value === undefined ? {} : value, { error: describeIssue });
  const faults = parsed.success ? [] : faultsOf(parsed.error.issues);
  const all = [...faults, ...more.filter(({ pointer }) => faults.every(fault => fault.pointer !== pointer))];
  if (parsed.success && all.length === 0) return parsed.data;
  throw validationFailed(all);
};

/** `takeValid` for a body or a query: `@Body(valid(createPayment))`, `@Query(valid(page))`. */
export const valid = <Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> => ({
  transform: value => takeValid(schema, value),
});

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
 * Takes a body or a query by its schema (a strict object): `@Body(valid(createPayment))`, `@Query(valid(page))`.
 * An absent body counts as `{}`. Faults end the request with 422 `validation_failed`.
 */
export const valid = <Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> => ({
  transform: value => {
    const parsed = schema.safeParse(value === undefined ? {} : value, { error: describeIssue });
    if (parsed.success) return parsed.data;
    throw validationFailed(faultsOf(parsed.error.issues));
  },
});

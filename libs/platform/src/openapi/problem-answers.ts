import { z } from 'zod';
import { problems, type ProblemCode } from '../problem/problems.ts';
import { Problem } from '../problem/problem.ts';
import { headers, headersOf, type HeaderName } from './headers.ts';
import { problemGuide } from './problem-guide.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const errors: Partial<Record<ProblemCode, readonly { readonly pointer: string; readonly detail: string }[]>> = {
  validation_failed: [
    { pointer: '/amount', detail: 'must be at least 1' },
    { pointer: '/line_items/0/quantity', detail: 'is required' },
  ],
  idempotency_key_reused: [{ pointer: '/amount', detail: 'differs from the first request' }],
};

const decline = z.strictObject({ code: z.string(), message: z.string(), category: z.enum(['hard', 'soft']) });

const members: Partial<Record<ProblemCode, Readonly<Record<string, unknown>>>> = {
  capture_failed: {
    decline: {
      code: 'capture_failed',
      message: 'The payment could not be captured. Try another card.',
      category: 'hard',
    },
  },
};

/** RFC 9457, with our members. */
export const problemSchema = z.strictObject({
  type: z.url().describe('Names the kind of failure; `code` is its last part'),
  title: z.string().describe('The same for every failure of this kind'),
  status: z.int().min(400).max(599),
  detail: z.string().describe('What is wrong this time, and what to do'),
  code: z.enum(Object.keys(problems) as [ProblemCode]).describe('Stable. docs/errors.md has an entry for each'),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().describe("RFC 6901, from the body's root; `/<name>` of a query parameter or header"),
        detail: z.string(),
      }),
    )
    .optional()
    .describe('All faults at once, with 422'),
  decline: decline.optional().describe('Why the provider said no'),
  trace_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('Under which our log tells more'),
});

/** What a failure of that code looks like on the wire. */
export const problemExample = (code: ProblemCode): Readonly<Record<string, unknown>> => {
  const extras = { ...(errors[code] && { errors: errors[code] }), ...(members[code] && { members: members[code] }) };
  return new Problem(code, problemGuide[code].detail, extras).body(TRACE_ID);
};

const ownHeaders: Partial<Record<number, readonly HeaderName[]>> = {
  401: ['www-authenticate'],
  404: ['idempotent-replayed'],
  409: ['idempotent-replayed'],
  429: ['retry-after', 'ratelimit', 'ratelimit-policy'],
  503: ['retry-after'],
};

const pascalCase = (code: ProblemCode): string =>
  code.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

const answerOf = (status: number, codes: readonly ProblemCode[]) => ({
  description: codes.map(code => `\`${code}\`: ${problems[code].title}.`).join(' '),
  headers: {
    ...headersOf(['x-request-id', 'traceparent', ...(ownHeaders[status] ?? [])]),
    // A conflict that passes says when.
    ...(codes.includes('idempotency_in_progress') && { 'retry-after': { ...headers['retry-after'], required: false } }),
  },
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { properties: { status: { const: status }, code: { enum: [...codes] } } },
        ],
      },
      examples: Object.fromEntries(codes.map(code => [code, { value: problemExample(code) }])),
    },
  },
});

type ProblemAnswer = ReturnType<typeof answerOf>;
interface Reference {
  readonly $ref: string;
}

/** Answers that are problems. Those that many calls share are components, named after their codes. */
export class ProblemAnswers {
  readonly components: Record<string, ProblemAnswer> = {};

  /** By status. */
  of(codes: readonly ProblemCode[]): Readonly<Record<number, ProblemAnswer | Reference>> {
    const byStatus = Map.groupBy(new Set(codes), code => problems[code].status);
    return Object.fromEntries([...byStatus].map(([status, sharing]) => [status, this.answer(status, sharing)]));
  }

  private answer(status: number, codes: readonly ProblemCode[]): ProblemAnswer | Reference {
    if (status === 409) return answerOf(status, codes);
    const name = codes.map(pascalCase).join('Or');
    this.components[name] ??= answerOf(status, codes);
    return { $ref: `#/components/responses/${name}` };
  }
}

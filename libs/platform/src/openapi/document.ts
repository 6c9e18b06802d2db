import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOverride } from 'zod-openapi';
import { problems } from '../problem/problems.ts';
import { headers, headersOf, type HeaderName } from './headers.ts';
import { describeWebhook } from './describe-webhook.ts';
import type { DescribedAnswer, Described, Examples, Operation } from './operation.ts';
import { ProblemAnswers, problemSchema } from './problem-answers.ts';
import { standingProblems } from './standing-problems.ts';

type Document = ReturnType<typeof createDocument>;
type Paths = NonNullable<Parameters<typeof createDocument>[0]['paths']>;

const introduction = (): string => readFileSync(new URL('./introduction.md', import.meta.url), 'utf8');

// Without an example: the page that tries calls out would send the same key with each.
const idempotencyKey = z.string().min(1).max(257).optional().meta({
  description:
    'Makes a retry safe: the same key and body get the first answer again, kept for 7 days. 1 to 255 printable ASCII characters, bare or as a quoted string (RFC 8941), such as `order-7`.',
});

const traceparent = z
  .string()
  .optional()
  .describe('W3C Trace Context: continues your trace in our log, our events and our calls to providers.');

const isMerchants = ({ audience = 'merchant' }: Operation): boolean => audience === 'merchant';

const requestHeaders = (operation: Operation) =>
  z.object({
    ...(isMerchants(operation) && operation.method === 'post' ? { 'Idempotency-Key': idempotencyKey } : {}),
    traceparent,
  });

const pathParameters = ({ parameters = {} }: Operation) =>
  z.object(
    Object.fromEntries(
      Object.entries(parameters).map(([name, [description, example]]) => [
        name,
        z.string().min(1).meta({ description, example }),
      ]),
    ),
  );

const examplesOf = (examples: Examples = {}) =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

const headersOfAnswer = (operation: Operation, { headers: own = [] }: DescribedAnswer) => {
  const isLimited = isMerchants(operation) || operation.audience === 'payer';
  const limited = isLimited ? (['ratelimit', 'ratelimit-policy'] as const) : [];
  const replayed = isMerchants(operation) && operation.method === 'post' ? (['idempotent-replayed'] as const) : [];
  const shared = operation.audience === 'payer' ? (['access-control-allow-origin'] as const) : [];
  const names: readonly HeaderName[] = ['x-request-id', 'traceparent', ...limited, ...replayed, ...shared, ...own];
  return headersOf(names);
};

const describeAnswer = (operation: Operation, answer: DescribedAnswer) => ({
  description: answer.description,
  headers: headersOfAnswer(operation, answer),
  ...(answer.schema && {
    content: {
      [answer.mediaType ?? 'application/json']: { schema: answer.schema, examples: examplesOf(answer.examples) },
    },
  }),
});

const describeOperation = (operation: Operation, problemAnswers: ProblemAnswers) => {
  const { operationId, tag, summary, description, query, body, answers } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: isMerchants(operation) ? [{ apiKey: [] }] : [],
    requestParams: { path: pathParameters(operation), header: requestHeaders(operation), ...(query && { query }) },
    ...(body && {
      requestBody: {
        required: body.required ?? true,
        content: { 'application/json': { schema: body.schema, examples: examplesOf(body.examples) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, describeAnswer(operation, answer)]),
      ),
      ...problemAnswers.of(inOrder([...standingProblems(operation), ...(operation.problems ?? [])])),
    },
  };
};

/** The same codes give the same component, in whichever order they were named. */
const inOrder = (codes: readonly string[]) =>
  Object.keys(problems).filter((code): code is keyof typeof problems => codes.includes(code));

/** `/v1/payments/:id` as a path template of OpenAPI. */
const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

// What zod says beyond what a reader or a generator can use: safe integers, and formats once more as patterns.
const simplify: ZodOpenApiOverride = ({ jsonSchema }) => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'email') delete jsonSchema.pattern;
};

const pathsOf = (operations: readonly Operation[], problemAnswers: ProblemAnswers): Paths => {
  const paths: Record<string, Record<string, ReturnType<typeof describeOperation>>> = {};
  for (const operation of operations)
    (paths[templateOf(operation.path)] ??= {})[operation.method] = describeOperation(operation, problemAnswers);
  return paths;
};

const webhooksOf = (parts: readonly Described[]): Paths =>
  Object.fromEntries(
    parts.flatMap(({ tags, webhooks = [] }) =>
      webhooks.map(webhook => [webhook.type, describeWebhook(webhook, tags[0]?.name ?? '')]),
    ),
  );

/** The OpenAPI 3.1 document of everything that the parts describe. */
export const openApiDocument = (parts: readonly Described[]): Document => {
  const problemAnswers = new ProblemAnswers();
  const paths = pathsOf(
    parts.flatMap(part => part.operations),
    problemAnswers,
  );
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Counterfoil',
        version: '1',
        description: introduction(),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This installation' }],
      tags: parts.flatMap(part => part.tags).map(tag => ({ ...tag })),
      paths,
      webhooks: webhooksOf(parts),
      components: {
        schemas: Object.fromEntries([
          ['Problem', problemSchema] as const,
          ...parts.flatMap(part => Object.entries(part.schemas ?? {})),
        ]),
        responses: problemAnswers.components,
        headers,
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'Your secret API key: `sk_test_…`' },
        },
      },
    },
    { override: simplify },
  );
};

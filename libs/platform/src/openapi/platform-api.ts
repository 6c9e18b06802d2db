import { z } from 'zod';
import type { Described, Operation } from './operation.ts';

const TAG = 'The installation';

const status = z.strictObject({ status: z.literal('ok') });
const ok = (description: string) => ({ 200: { description, schema: status, examples: { ok: { status: 'ok' } } } });
const NOT_MODIFIED = { 304: { description: 'As `If-None-Match` says.', headers: ['etag'] } } as const;

const probe = { method: 'get', tag: TAG, audience: 'probe' } as const;
const open = { method: 'get', tag: TAG, audience: 'open' } as const;

const operations: readonly Operation[] = [
  {
    ...probe,
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Is it alive?',
    answers: ok('The process answers.'),
  },
  {
    ...probe,
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Can it serve?',
    answers: ok('Every part can serve.'),
    problems: ['not_ready'],
  },
  {
    ...probe,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Read the metrics',
    description: 'In Prometheus’ text format.',
    answers: {
      200: {
        description: 'One sample a line.',
        mediaType: 'text/plain',
        schema: z.string(),
        examples: { sample: 'counterfoil_http_requests_total{method="GET",route="/healthz",status="200"} 1\n' },
      },
    },
  },
  {
    ...open,
    path: '/openapi.json',
    operationId: 'getOpenApiDocument',
    summary: 'Read this document',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        schema: z.looseObject({ openapi: z.literal('3.1.0') }),
        examples: { begins: { openapi: '3.1.0' } },
        headers: ['etag'],
      },
      ...NOT_MODIFIED,
    },
  },
  {
    ...open,
    path: '/asyncapi.json',
    operationId: 'getAsyncApiDocument',
    summary: 'Read the document of the events on our topics',
    description: 'What an installation with Kafka tells its other services and teams.',
    answers: {
      200: {
        description: 'AsyncAPI 3.0.',
        schema: z.looseObject({ asyncapi: z.literal('3.0.0') }),
        examples: { begins: { asyncapi: '3.0.0' } },
        headers: ['etag'],
      },
      ...NOT_MODIFIED,
    },
  },
  {
    ...open,
    path: '/docs',
    operationId: 'getDocs',
    summary: 'Read and try the API',
    answers: {
      200: {
        description: 'The page.',
        mediaType: 'text/html',
        schema: z.string(),
        examples: { page: '<!doctype html>…' },
        headers: ['etag'],
      },
      ...NOT_MODIFIED,
    },
  },
  {
    ...open,
    path: '/docs/:file',
    operationId: 'getDocsFile',
    summary: 'A script or style of that page',
    parameters: { file: ['Its name', 'style.css'] },
    answers: {
      200: {
        description: 'The file, of its own type.',
        mediaType: '*/*',
        schema: z.string(),
        examples: { style: 'body { margin: 0 }' },
        headers: ['etag'],
      },
      ...NOT_MODIFIED,
    },
  },
];

/** What every installation serves besides its contexts. */
export const platformApi: Described = {
  tags: [{ name: TAG, description: 'Health, metrics and these documents. They need no key.' }],
  operations,
};

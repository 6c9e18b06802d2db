import type { Described, Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { HOSTED_PAGE_PATH } from './hosted-page.controller.ts';

const TAG = 'The hosted page';

const open = { method: 'get', tag: TAG, audience: 'open' } as const;
const NOT_MODIFIED = { 304: { description: 'As `If-None-Match` says.', headers: ['etag'] } } as const;

const operations: readonly Operation[] = [
  {
    ...open,
    path: HOSTED_PAGE_PATH,
    operationId: 'getHostedPage',
    summary: 'Pay',
    description:
      'Opened with `?token=` by the payer of a session without a `url` of its merchant’s. It uses the payer’s calls, as a page of yours would.',
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
    path: `${HOSTED_PAGE_PATH}/:file`,
    operationId: 'getHostedPageFile',
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

/** What payers see of this installation. */
export const hostedPageApi: Described = {
  tags: [{ name: TAG, description: 'Where payers pay whose merchant has no checkout page. It needs no key.' }],
  operations,
};

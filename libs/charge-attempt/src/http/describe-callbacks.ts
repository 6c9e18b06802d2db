import { listProviderCallbacksQuery } from '@counterfoil/contracts/requests';
import { pageSchema, providerCallback, providerCallbackExample } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

export const OPERATORS = 'For operators';

/** What an operator does about news that led nowhere. */
export const unmatchedCallbacks: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/provider-callbacks',
    operationId: 'listProviderCallbacks',
    tag: OPERATORS,
    summary: 'List news that led nowhere',
    description:
      'Signed callbacks about a charge or a dispute that nobody knows, after about a minute of tries. Those about a charge of another merchant are not shown.',
    query: listProviderCallbacksQuery,
    answers: {
      200: {
        description: 'A page of them, newest first.',
        schema: pageSchema(providerCallback),
        examples: { page: { data: [providerCallbackExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'post',
    path: '/v1/provider-callbacks/:id/retry',
    operationId: 'retryProviderCallback',
    tag: OPERATORS,
    summary: 'Look into it again',
    description: 'With the tries that new news has. One that leads somewhere leaves the list.',
    parameters: { id: ['The callback’s id', providerCallbackExample.id] },
    answers: {
      202: {
        description: 'It will be looked into.',
        schema: z.strictObject({ provider_callback: providerCallback }),
        examples: { retrying: { provider_callback: { ...providerCallbackExample, status: 'retrying' } } },
      },
    },
    problems: ['callback_not_retryable'],
  },
];

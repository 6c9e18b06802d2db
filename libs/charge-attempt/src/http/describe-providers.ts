import { pageQuery } from '@counterfoil/contracts/requests';
import { pageSchema, provider, providerExample } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { ROUTING } from './describe-routing.ts';

const asked = { ...providerExample, provider: 'beta', state: 'closed' as const };

/** How the providers stand. */
export const providers: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/providers',
    operationId: 'listProviders',
    tag: ROUTING,
    summary: 'See how the providers stand',
    description:
      'In the order in which they are tried, with what they can do. Each process of an installation finds out for itself, and tells what it knows.',
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(provider),
        examples: {
          page: {
            data: [providerExample, { ...asked, reason: null, opened_at: null, retry_at: null }],
            has_more: false,
            next_cursor: null,
          },
        },
      },
    },
  },
];

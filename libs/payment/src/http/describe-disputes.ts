import { listDisputesQuery } from '@counterfoil/contracts/requests';
import { dispute, disputeExample, pageSchema } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

export const DISPUTES = 'Disputes';

/** Payers' banks that want their money back. */
export const disputes: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/disputes',
    operationId: 'listDisputes',
    tag: DISPUTES,
    summary: 'List disputes',
    description: 'While one is open, and after it is lost, its amount cannot be refunded.',
    query: listDisputesQuery,
    answers: {
      200: {
        description: 'A page of them, newest first.',
        schema: pageSchema(dispute),
        examples: { page: { data: [disputeExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/disputes/:id',
    operationId: 'getDispute',
    tag: DISPUTES,
    summary: 'Read a dispute',
    parameters: { id: ['The dispute’s id', disputeExample.id] },
    answers: {
      200: {
        description: 'The dispute.',
        schema: z.strictObject({ dispute }),
        examples: {
          open: { dispute: disputeExample },
          won: { dispute: { ...disputeExample, status: 'WON', updated_at: '2026-12-08T14:02:51.907Z' } },
        },
      },
    },
  },
];

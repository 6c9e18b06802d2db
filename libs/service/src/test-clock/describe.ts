import { advanceClockBody } from '@counterfoil/contracts/requests';
import type { Described } from '@counterfoil/platform/openapi';
import { z } from 'zod';

const TAG = 'Test clock';

/** What the test clock serves over HTTP. */
export const testClockApi: Described = {
  tags: [{ name: TAG, description: 'With `TEST_CLOCK=1` time stands still, and moves only when you say so.' }],
  operations: [
    {
      method: 'post',
      path: '/v1/test-clock/advance',
      operationId: 'advanceClock',
      tag: TAG,
      unlimited: true,
      summary: 'Let time pass',
      description: 'Answers when all that came due meanwhile is done: expiries, retries, questions to providers.',
      body: { schema: advanceClockBody, examples: { halfAnHour: { seconds: 1_800 } } },
      answers: {
        200: {
          description: 'The time it is now.',
          schema: z.strictObject({
            now: z.iso.datetime({ precision: 3 }).describe('ISO 8601, UTC, with milliseconds'),
          }),
          examples: { advanced: { now: '2026-11-21T10:30:00.000Z' } },
        },
      },
      problems: ['not_found'],
    },
  ],
};

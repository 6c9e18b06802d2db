import { namedResources } from '@counterfoil/contracts/resources';
import type { Described } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { routing, ROUTING, routingSchemas } from './describe-routing.ts';
import { providers } from './describe-providers.ts';
import { chargesForOperators } from './describe-charges.ts';
import { OPERATORS, unmatchedCallbacks } from './describe-callbacks.ts';

const TAG = 'Between providers and us';

/** What this context serves over HTTP. */
export const chargeAttemptApi: Described = {
  tags: [
    { name: ROUTING, description: 'Which providers your payments go to, by rules of your own.' },
    { name: TAG, description: 'Not for you to call: providers report here, and payers come back from their bank.' },
    { name: OPERATORS, description: 'What needs somebody who looks: the rest comes to its end by itself.' },
  ],
  operations: [
    ...routing,
    ...chargesForOperators,
    ...providers,
    {
      method: 'post',
      path: '/v1/providers/:provider/callbacks',
      operationId: 'receiveCallback',
      tag: TAG,
      summary: 'Report news of a charge, or of a dispute of it',
      description:
        'Signed by the provider, in its own form. It is kept, then the provider is asked: a callback is a hint.',
      audience: 'open',
      parameters: { provider: ['The provider’s name', 'alpha'] },
      body: {
        schema: z.looseObject({}).describe('In the provider’s own form, signed'),
        required: false,
        examples: { alpha: { event_id: 'evt_1', reference: 'ch_01kajaq3p4a2s4d6f8g1h3j5k7' } },
      },
      answers: { 200: { description: 'It is kept.', schema: z.strictObject({}), examples: { kept: {} } } },
      problems: ['unauthenticated'],
    },
    {
      method: 'get',
      path: '/v1/3ds/:attempt/return',
      operationId: 'returnFromChallenge',
      tag: TAG,
      summary: 'Come back from a challenge',
      description:
        'Asks the provider how the challenge ended, then sends the browser to the `return_url`, or to the hosted page when the session is paid there, with `session_id` or `payment_id`, and `status`, appended. Query parameters are ignored.',
      audience: 'open',
      parameters: { attempt: ['The attempt’s id', 'ch_01kajaq3p4a2s4d6f8g1h3j5k7'] },
      answers: {
        200: {
          description: 'A page that says how the payment stands, when the merchant named no page to return to.',
          mediaType: 'text/html',
          schema: z.string(),
          examples: { page: '<!doctype html>…' },
        },
        303: { description: 'To the merchant’s page, or the hosted one.', headers: ['location'] },
      },
    },
    ...unmatchedCallbacks,
  ],
  schemas: { ...namedResources, ...routingSchemas },
};

import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

const webhookKey = z.strictObject({
  kid: z.string().describe('RFC 7638 thumbprint'),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  x: z.string().describe('The key’s 32 bytes, base64url'),
  public_key: z.string().describe('The same as Standard Webhooks writes it: `whpk_` and base64'),
});

/** The call that publishes the keys of `v1a` signatures. */
export const describeWebhookKeys = (tag: string): Operation => ({
  method: 'get',
  path: '/.well-known/webhook-keys.json',
  operationId: 'listWebhookKeys',
  tag,
  audience: 'open',
  summary: 'The keys of `v1a` signatures',
  description:
    'A JSON Web Key Set (RFC 7517, RFC 8037). One key signs for every merchant of this installation: after the signature, compare `merchant_id` with your own.',
  answers: {
    200: {
      description: 'The keys that are in use.',
      schema: z.strictObject({ keys: z.array(webhookKey) }),
      examples: {
        keys: {
          keys: [
            {
              kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
              kty: 'OKP',
              crv: 'Ed25519',
              alg: 'EdDSA',
              use: 'sig',
              x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
              public_key: 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
            },
          ],
        },
      },
    },
  },
});

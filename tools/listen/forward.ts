import { createHmac } from 'node:crypto';
import type { WebhookEventResource } from '@counterfoil/contracts';

/** As long as a real delivery may take, milliseconds. */
const DEADLINE_MS = 15_000;

/** `whsec_…`, the same at every start with the same API key: it need not be copied again. */
export const secretOf = (key: string): string =>
  `whsec_${createHmac('sha256', key).update('the webhook secret of npm run listen').digest('base64')}`;

const signatureOf = (secret: string, id: string, timestampS: number, body: string): string => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
};

/** Sends an event on as a delivery would (Standard Webhooks), once; says what came of it. Resolves always. */
export const forward = async (
  url: URL,
  secret: string,
  event: WebhookEventResource,
  signal: AbortSignal,
): Promise<string> => {
  const body = JSON.stringify(event);
  const timestampS = Math.floor(Date.now() / 1_000);
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'webhook-id': event.id,
        'webhook-timestamp': String(timestampS),
        'webhook-signature': signatureOf(secret, event.id, timestampS, body),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    await response.body?.cancel();
    return `${response.status} in ${Math.round(performance.now() - startedAt)} ms`;
  } catch (error) {
    const { cause, name } = error as Error & { readonly cause?: { readonly code?: string } };
    return `no answer (${cause?.code ?? name})`;
  }
};

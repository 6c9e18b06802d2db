import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSame, isTimely, newsId } from '../callback-proof.ts';
import type { CallbackHeaders, ProviderCallback } from '../connector.ts';
import { parseJson } from '../parse-json.ts';

/** `reference` is a refund's own in news about a refund; `charge` is always the charge's. */
const callback = z.object({
  id: newsId,
  reference: newsId,
  charge: newsId.optional(),
  dispute: newsId.nullable().default(null),
});

const proof = z.object({ 'alpha-signature': z.string() });

/** Alpha signs `<t>.<raw body>` with HMAC-SHA256 and sends `alpha-signature: t=<unix seconds>,v1=<hex>`. */
export const parseAlphaCallback = (
  rawBody: Buffer,
  headers: CallbackHeaders,
  secret: string,
  now: Date,
): ProviderCallback | null => {
  const given = proof.safeParse(headers).data?.['alpha-signature'] ?? '';
  const [, timestamp, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(given) ?? [];
  if (timestamp === undefined || signature === undefined) return null;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex');
  if (!isSame(signature, expected) || !isTimely(Number(timestamp) * 1_000, now)) return null;
  const news = callback.safeParse(parseJson(rawBody.toString('utf8'))).data;
  return news ? { eventId: news.id, reference: news.charge ?? news.reference, dispute: news.dispute } : null;
};

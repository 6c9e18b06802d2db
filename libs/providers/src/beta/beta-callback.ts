import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSame, isTimely, newsId } from '../callback-proof.ts';
import type { CallbackHeaders, ProviderCallback } from '../connector.ts';
import { parseJson } from '../parse-json.ts';

/** `payment` is the charge's reference, also in news about a settlement, reversal, credit or chargeback. */
const callback = z.union([
  z.object({ transaction: z.object({ payment: newsId }) }).transform(({ transaction: { payment } }) => ({
    reference: payment,
    dispute: null,
  })),
  z
    .object({ chargeback: z.object({ payment: newsId, chargeback_id: newsId }) })
    .transform(({ chargeback: { payment, chargeback_id: dispute } }) => ({ reference: payment, dispute })),
]);

const proof = z.object({
  'beta-event-id': newsId,
  'beta-timestamp': z.string().regex(/^\d{1,15}$/),
  'beta-signature': z.string(),
});

/** Beta signs `<timestamp>\n<event id>\n<raw body>` with HMAC-SHA512, in base64; the timestamp is in unix milliseconds. */
export const parseBetaCallback = (
  rawBody: Buffer,
  headers: CallbackHeaders,
  secret: string,
  now: Date,
): ProviderCallback | null => {
  const given = proof.safeParse(headers).data;
  if (!given) return null;
  const { 'beta-event-id': eventId, 'beta-timestamp': timestamp, 'beta-signature': signature } = given;
  const expected = createHmac('sha512', secret).update(`${timestamp}\n${eventId}\n`).update(rawBody).digest('base64');
  // The texts are compared: several texts are the same bytes in base64.
  if (!isSame(signature, expected) || !isTimely(Number(timestamp), now)) return null;
  const news = callback.safeParse(parseJson(rawBody.toString('utf8'))).data;
  return news ? { eventId, ...news } : null;
};

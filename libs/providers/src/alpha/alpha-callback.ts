import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderCallback } from '../connector.ts';
import { parseJson } from '../parse-json.ts';

/** A callback older or newer than this is refused, so that a recorded one cannot be played again for ever. */
const TOLERANCE_S = 300;

const id = z.string().min(1).max(255);
/** `reference` is a refund's own in news about a refund; `charge` is always the charge's. */
const callback = z.object({ id, reference: id, charge: id.optional() });

const parseSignature = (header: string): { readonly timestamp: string; readonly mac: Buffer } | undefined => {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  if (!match?.[1] || !match[2]) return undefined;
  return { timestamp: match[1], mac: Buffer.from(match[2], 'hex') };
};

/** Alpha signs `<t>.<raw body>` with HMAC-SHA256 and sends `alpha-signature: t=<unix seconds>,v1=<hex>`. */
export const parseAlphaCallback = (
  rawBody: Buffer,
  header: string | undefined,
  secret: string,
  now: Date,
): ProviderCallback | null => {
  const signature = parseSignature(header ?? '');
  if (!signature) return null;
  const expected = createHmac('sha256', secret).update(`${signature.timestamp}.`).update(rawBody).digest();
  if (!timingSafeEqual(expected, signature.mac)) return null;
  if (Math.abs(now.getTime() / 1_000 - Number(signature.timestamp)) > TOLERANCE_S) return null;
  const parsed = callback.safeParse(parseJson(rawBody.toString('utf8')));
  if (!parsed.success) return null;
  return { eventId: parsed.data.id, reference: parsed.data.charge ?? parsed.data.reference };
};

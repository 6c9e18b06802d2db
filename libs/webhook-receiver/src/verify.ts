import { readKey, type VerificationKey } from './verification-key.ts';
import { parseEvent, type WebhookEvent } from './webhook-event.ts';
import { WebhookRefused } from './webhook-refused.ts';

/** As Node, Express and Fastify have them, or the web's `Headers`. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifierOptions {
  /** The endpoint's `whsec_…`, during a rotation the old and the new one; or the installation's `whpk_…`, with `merchantId`. */
  readonly keys: readonly string[];
  /** `mer_…`: refuses the events of others. Needed with a `whpk_…`, for one such key signs for every merchant. */
  readonly merchantId?: string;
  /** How far `webhook-timestamp` may be from this clock, seconds. Default: 300. */
  readonly toleranceS?: number;
}

/** Turns the exact bytes of a body into its event. @throws WebhookRefused */
export type VerifyWebhook = (body: Buffer | string, headers: WebhookHeaders, now?: Date) => WebhookEvent;

const TOLERANCE_S = 300;

/** Nobody rotates that often; the rest of a long header costs no time. */
const MAX_SIGNATURES = 16;

const headerOf = (headers: WebhookHeaders, name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookRefused('header_missing');
  return value;
};

const checkTimestamp = (timestamp: string, nowMs: number, toleranceS: number): void => {
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused('timestamp_invalid');
  const ageS = nowMs / 1_000 - Number(timestamp);
  if (ageS > toleranceS) throw new WebhookRefused('timestamp_too_old');
  if (ageS < -toleranceS) throw new WebhookRefused('timestamp_too_new');
};

const isSigned = (keys: readonly VerificationKey[], header: string, content: Buffer): boolean =>
  header.split(' ', MAX_SIGNATURES).some(versioned => {
    const comma = versioned.indexOf(',');
    const version = versioned.slice(0, comma);
    const signature = versioned.slice(comma + 1);
    return keys.some(key => key.version === version && key.verifies(signature, content));
  });

/** A verifier of webhooks (Standard Webhooks 1.0.0, `v1` and `v1a`). @throws TypeError when the options cannot be used */
export const webhookVerifier = ({ keys, merchantId, toleranceS = TOLERANCE_S }: VerifierOptions): VerifyWebhook => {
  if (keys.length === 0) throw new TypeError('At least one key is needed');
  const read = keys.map(readKey);
  if (merchantId === undefined && read.some(({ version }) => version === 'v1a'))
    throw new TypeError('A whpk_ key signs for every merchant: say with merchantId which one you are');
  return (body, headers, now = new Date()) => {
    const id = headerOf(headers, 'webhook-id');
    const timestamp = headerOf(headers, 'webhook-timestamp');
    const bytes = Buffer.from(body);
    checkTimestamp(timestamp, now.getTime(), toleranceS);
    const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]);
    if (!isSigned(read, headerOf(headers, 'webhook-signature'), content))
      throw new WebhookRefused('signature_mismatch');
    const event = parseEvent(bytes);
    if (!event) throw new WebhookRefused('body_invalid');
    if (merchantId !== undefined && event.merchant_id !== merchantId) throw new WebhookRefused('other_merchant');
    return event;
  };
};

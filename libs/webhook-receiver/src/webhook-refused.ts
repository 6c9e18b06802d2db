const reasons = {
  header_missing: 'webhook-id, webhook-timestamp and webhook-signature must each be there once',
  timestamp_invalid: 'webhook-timestamp must be whole seconds since 1970',
  timestamp_too_old: 'webhook-timestamp is too old: a repetition, or this clock is wrong',
  timestamp_too_new: 'webhook-timestamp is in the future: this clock is wrong',
  signature_mismatch:
    'no signature is of one of the keys: check them, and that the body is the very bytes that were received',
  body_invalid: 'the body is not an event',
  other_merchant: 'the event is of another merchant',
} as const;

export type RefusalCode = keyof typeof reasons;

/** What came is not a webhook for us. Its message holds nothing of it. */
export class WebhookRefused extends Error {
  constructor(readonly code: RefusalCode) {
    super(reasons[code]);
    this.name = 'WebhookRefused';
  }
}

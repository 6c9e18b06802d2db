/** One try of one delivery, ready to be sent. */
export interface Delivery {
  readonly url: string;
  /** The endpoint's own headers; ours win over them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes that are signed. */
  readonly body: Buffer;
  /** `webhook-id`: the event's, the same over all tries. */
  readonly id: string;
  /** Of the try, by the product's clock, in whole seconds since 1970. */
  readonly timestampS: number;
  /** `whsec_…` (or `whsk_…`) in clear, newest first: one signature for each. */
  readonly secrets: readonly string[];
}

/** Why a try got no answer. Stable: shown as the try's `error`. */
export type TryError =
  'timeout' | 'dns_failed' | 'connection_failed' | 'tls_failed' | 'address_not_allowed' | 'redirect' | 'invalid_answer';

/** What became of a try. `answered` is any status but a redirect; only 2xx delivers, which the caller decides. */
export type TryOutcome =
  | {
      readonly type: 'answered';
      readonly status: number;
      /** The answer's beginning, at most 16 KiB, harmless text; '' when there is none. */
      readonly excerpt: string;
      /** What `Retry-After` asks for, uncapped; null without one that can be read. */
      readonly retryAfterMs: number | null;
      readonly latencyMs: number;
    }
  | {
      readonly type: 'failed';
      readonly error: TryError;
      /** What the receiver had answered before the try failed, a redirect for one; null when it was nothing. */
      readonly status: number | null;
      readonly latencyMs: number;
    };

/** Sends tries, within a deadline of real time and never where it must not. */
export interface Sender {
  /** Resolves always: what goes wrong is an outcome. */
  send(delivery: Delivery): Promise<TryOutcome>;
  close(): Promise<void>;
}

/** Which addresses a URL may lead to. */
export interface AddressPolicy {
  /** `WEBHOOK_ALLOW_LOOPBACK`, sandbox only: loopback addresses, and plain http. */
  readonly allowLoopback: boolean;
}

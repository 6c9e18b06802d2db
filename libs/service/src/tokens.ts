/** Nest's injection tokens of what a process gives to every context; each names the type behind it. */

/** `EventStore` */
export const EVENT_STORE = Symbol('EventStore');
/** `pg.Pool` of the read models, the inbox and the vault */
export const POOL = Symbol('Pool');
/** `StreamWatch` over every category */
export const STREAM_WATCH = Symbol('StreamWatch');
/** `Clock` */
export const CLOCK = Symbol('Clock');
/** `pino.Logger` */
export const LOG = Symbol('Log');
/** `string`: where payers and providers reach us, without a trailing slash */
export const PUBLIC_URL = Symbol('PublicUrl');
/** `string`: the hosted checkout page, for sessions whose merchant has none; without a query */
export const HOSTED_PAGE = Symbol('HostedPage');
/** `Surroundings` */
export const SURROUNDINGS = Symbol('Surroundings');
/** `number`: how many providers may be tried for one confirmation */
export const MAX_PROVIDERS = Symbol('MaxProviders');

/** `boolean`: webhooks may go to loopback addresses and over plain http (sandbox only) */
export const WEBHOOK_ALLOW_LOOPBACK = Symbol('WebhookAllowLoopback');

/** How long a payment waits, seconds: for its payer's confirmation, and for the capture of an authorization. */
export interface Expiry {
  readonly paymentExpiryS: number;
  readonly authorizationExpiryS: number;
}

/** When what has no outcome is asked about: once it has been open for `afterS`, and then every `everyS` seconds. */
export interface Reconciliation {
  readonly afterS: number;
  readonly everyS: number;
}

/** `Reconciliation` */
export const RECONCILIATION = Symbol('Reconciliation');

/** `Expiry` */
export const EXPIRY = Symbol('Expiry');

/** How long a request waits for an outcome before it answers with what is known (api.md), milliseconds. */
export const OUTCOME_WAIT_MS = 10_000;

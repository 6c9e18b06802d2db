/** The database roles, one a service. */
export const ROLES = [
  'counterfoil_gateway',
  'counterfoil_session',
  'counterfoil_payment',
  'counterfoil_charge_attempt',
  'counterfoil_webhook',
] as const;

export type Role = (typeof ROLES)[number];

/** Rights by table; `schema.*`: every table of the schema. A right may name columns. */
type Grants = Readonly<Record<string, string>>;

const EVERYTHING = 'select, insert, update, delete';

/** Appends to the log, which nobody can change, to streams of its own (`writes`), and follows it. */
const log: Grants = { 'event_log.events': 'select, insert' };

const following: Grants = { 'consumer.*': EVERYTHING, 'projection.checkpoints': 'select, insert, update' };

const answering: Grants = {
  'idempotency.answers': EVERYTHING,
  'platform.merchants': 'select',
  'test_clock.times': 'select, insert, update',
};

/** What is sealed names its key, which must not be deleted meanwhile: a lock on its row needs a right to change it. */
const sealing: Grants = { 'vault.root': 'select, insert', 'vault.keys': 'select, update (created_at)' };

/** Takes cards, and never reads a number: what is not named here is the charge-attempt service's. */
const takingCards: Grants = {
  'vault.payment_methods': `insert, delete, update (sealed_number), select (id, merchant_id, payment_id, number_digest,
    brand, last4, exp_month, exp_year, fingerprint, created_at, expires_at, wiped_at)`,
  'vault.cvcs': 'insert, update, delete, select (payment_method_id, expires_at)',
};

const context: Grants = { ...log, ...following, ...answering, ...sealing };

/** All that each role may do besides seeing which migrations there were; what is not here it may not. */
export const grants: Readonly<Record<Role, Grants>> = {
  counterfoil_gateway: {
    'platform.merchants': 'select',
    'platform.api_keys': 'select',
    'test_clock.times': 'select',
  },
  counterfoil_session: { ...context, ...takingCards, 'session.*': EVERYTHING },
  counterfoil_payment: { ...context, ...takingCards, 'payment.*': EVERYTHING },
  counterfoil_charge_attempt: {
    ...context,
    'charge_attempt.*': EVERYTHING,
    'vault.payment_methods': 'select, update (sealed_number, wiped_at), delete',
    'vault.cvcs': 'select, delete',
  },
  counterfoil_webhook: { ...context, 'webhook.*': EVERYTHING },
};

/** The categories of the streams that each role may append to. */
export const writes: Readonly<Record<Role, readonly string[]>> = {
  counterfoil_gateway: [],
  counterfoil_session: ['session'],
  counterfoil_payment: ['payment'],
  counterfoil_charge_attempt: ['charge_attempt', 'routing_rules', 'provider_callback'],
  counterfoil_webhook: ['webhook_endpoint', 'webhook_event', 'webhook_delivery'],
};

import type { CrashPoint } from '@counterfoil/platform';
import type { FlowName } from './flows.ts';

type Passes = readonly number[];

/** `webhook-answered` is killed at in webhooks-crash.spec.ts: no request passes it. */
type InFlows = Exclude<CrashPoint, 'webhook-answered'>;

/** At which passes of a point each flow is killed. A flow that does not pass a point, or passes it at no fixed time, is left out. */
export const crashMatrix: Readonly<Record<InFlows, Readonly<Partial<Record<FlowName, Passes>>>>> = {
  'idempotency-row-written': { apiOnly: [1, 2], oneCall: [1], session: [1] },
  'card-kept': { apiOnly: [1], cardFirst: [1], oneCall: [1], session: [1] },
  'session-created': { session: [1] },
  'session-confirmed': { session: [1] },
  'payment-created': { apiOnly: [1], cardFirst: [1], oneCall: [1], session: [1] },
  'payment-confirmed': { apiOnly: [1], cardFirst: [1], oneCall: [1], session: [1] },
  'attempt-created': { apiOnly: [1], oneCall: [1], session: [1], fallback: [1, 2] },
  'attempt-processing': { apiOnly: [1], oneCall: [1], session: [1] },
  'provider-call': { apiOnly: [1], oneCall: [1], session: [1], fallback: [2] },
  'provider-answered': { apiOnly: [1], oneCall: [1], session: [1], challenge: [1], fallback: [1, 2] },
  'attempt-outcome-recorded': { apiOnly: [1], oneCall: [1], session: [1], challenge: [2], fallback: [1, 2] },
  'payment-outcome-recorded': { apiOnly: [1], oneCall: [1], session: [1], challenge: [2], dispute: [2] },
  'session-outcome-recorded': { session: [1], challenge: [1, 2] },
  'capture-requested': { capture: [1] },
  'cancel-requested': { release: [1] },
  'refund-requested': { refund: [1] },
  'operation-requested': { capture: [1], release: [1], refund: [1], challengeCancel: [1] },
  'operation-call': { capture: [1], release: [1], refund: [1], challengeCancel: [1] },
  'operation-answered': { capture: [1], release: [1], refund: [1], challengeCancel: [1] },
  'operation-outcome-recorded': { capture: [1], release: [1], refund: [1], challengeCancel: [1] },
  'session-cancelled': { sessionCancel: [1], challengeCancel: [1] },
  'expiry-due': { sessionExpiry: [1], paymentExpiry: [1], authorizationExpiry: [1] },
  'session-expired': { sessionExpiry: [1] },
  'payment-expired': { paymentExpiry: [1], authorizationExpiry: [1] },
  'clock-advanced': { sessionExpiry: [1], authorizationExpiry: [1] },
  'answer-ready': { apiOnly: [1, 2], oneCall: [1], session: [1] },
  'answer-kept': { apiOnly: [1, 2], oneCall: [1], session: [1] },
  'callback-kept': { apiOnly: [1], session: [1], challenge: [1], dispute: [1, 2] },
  'dispute-recorded': { dispute: [1] },
  'projection-rows-written': { apiOnly: [1, 2], session: [1, 3] },
  'message-handled': { apiOnly: [1, 8], session: [1, 5, 9], challenge: [12] },
};

/** Once these are passed the request is in the log: the payment comes to its end whether its client asks again or not. */
export const requestIsIn: ReadonlySet<CrashPoint> = new Set([
  'session-confirmed',
  'payment-confirmed',
  'attempt-created',
  'attempt-processing',
  'provider-call',
  'provider-answered',
  'attempt-outcome-recorded',
  'payment-outcome-recorded',
  'session-outcome-recorded',
  'capture-requested',
  'cancel-requested',
  'refund-requested',
  'operation-requested',
  'operation-call',
  'operation-answered',
  'operation-outcome-recorded',
  'session-cancelled',
]);

/** A row of a test table: `[point, pass]`. */
type Crash = readonly [point: CrashPoint, pass: number];

/** Every crash that a flow goes through. */
export const crashesOf = (flow: FlowName): readonly Crash[] =>
  (Object.keys(crashMatrix) as InFlows[]).flatMap(point =>
    (crashMatrix[point][flow] ?? []).map((pass): Crash => [point, pass]),
  );

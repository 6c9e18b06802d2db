/** Every place at which the crash harness may kill the process (docs/crash-points.md). */
export type CrashPoint =
  | 'idempotency-row-written'
  | 'card-kept'
  | 'session-created'
  | 'session-confirmed'
  | 'payment-created'
  | 'payment-confirmed'
  | 'attempt-created'
  | 'attempt-processing'
  | 'provider-call'
  | 'provider-answered'
  | 'attempt-outcome-recorded'
  | 'payment-outcome-recorded'
  | 'session-outcome-recorded'
  | 'capture-requested'
  | 'cancel-requested'
  | 'refund-requested'
  | 'operation-requested'
  | 'operation-call'
  | 'operation-answered'
  | 'operation-outcome-recorded'
  | 'session-cancelled'
  | 'expiry-due'
  | 'session-expired'
  | 'payment-expired'
  | 'clock-advanced'
  | 'answer-ready'
  | 'answer-kept'
  | 'callback-kept'
  | 'dispute-recorded'
  | 'webhook-answered'
  | 'projection-rows-written'
  | 'message-handled';

const [armed, count] = (process.env['CRASH_AT'] ?? '').split(':');
let passesLeft = Number(count ?? 1);

/**
 * Dies of SIGKILL when `CRASH_AT=<point>[:n]` names this point (at the n-th pass): no handler runs, nothing is flushed.
 * Without the variable it is one comparison.
 */
export const crashPoint = (point: CrashPoint): void => {
  if (armed !== point) return;
  passesLeft -= 1;
  if (passesLeft === 0) process.kill(process.pid, 'SIGKILL');
};

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

let armed: string | undefined;
let passesLeft = 0;

const arm = (at: string): void => {
  const [point, count] = at.split(':');
  armed = point;
  passesLeft = Number(count ?? 1);
};

arm(process.env['CRASH_AT'] ?? '');

// A parent that has said so names the point later, over the channel that it has opened; it is answered once armed.
if (armed === 'told') {
  process.on('message', at => {
    arm(String(at));
    process.send?.(at);
  });
  // To listen is no reason to go on living.
  process.channel?.unref();
}

/**
 * Dies of SIGKILL when `CRASH_AT=<point>[:n]` names this point (at the n-th pass): no handler runs, nothing is flushed.
 * With `CRASH_AT=told` the parent's message names it, and passes count from then on. Unarmed it is one comparison.
 */
export const crashPoint = (point: CrashPoint): void => {
  if (armed !== point) return;
  passesLeft -= 1;
  if (passesLeft === 0) process.kill(process.pid, 'SIGKILL');
};

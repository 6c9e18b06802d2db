import type { Metrics } from '@counterfoil/platform/metrics';
import type { TryOutcome } from '../delivery/sender.ts';
import type { DeliveryState } from '../domain/delivery/delivery.ts';

/** Hears of each try that was recorded, and where it left its delivery. */
export interface TryWatch {
  tried(outcome: TryOutcome, status: DeliveryState['status']): void;
}

/** What a process that sends has in hand: nothing in one that stands by. */
export interface DispatchStanding {
  /** Endpoints with tries under way or read ahead. */
  readonly lanes: number;
  readonly inFlight: number;
}

/** Counts and times tries. */
export const watchTries = (metrics: Metrics): TryWatch => {
  const tries = metrics.counter({
    name: 'counterfoil_webhook_tries_total',
    help: 'Tries of webhook deliveries, by where they left the delivery.',
    labelNames: ['status'],
  });
  const durations = metrics.histogram({
    name: 'counterfoil_webhook_try_duration_seconds',
    help: 'Tries of webhook deliveries, up to the whole answer, by how they ended.',
    labelNames: ['outcome'],
  });
  return {
    tried: (outcome, status) => {
      tries.inc({ status: status.toLowerCase() });
      durations.observe(
        { outcome: outcome.type === 'answered' ? 'answered' : outcome.error },
        outcome.latencyMs / 1_000,
      );
    },
  };
};

/** Lets the metrics ask what is in hand. */
export const measureStanding = (metrics: Metrics, standing: () => DispatchStanding): void => {
  metrics.read({ name: 'counterfoil_webhook_lanes', help: 'Endpoints to which this process is sending.' }, () => [
    { value: standing().lanes },
  ]);
  metrics.read(
    { name: 'counterfoil_webhook_tries_in_flight', help: 'Tries of this process that wait for an answer.' },
    () => [{ value: standing().inFlight }],
  );
};

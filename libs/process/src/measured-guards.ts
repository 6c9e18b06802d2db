import type { Clock } from '@counterfoil/platform';
import type { Logger } from '@counterfoil/platform/logging';
import type { Metrics } from '@counterfoil/platform/metrics';
import { type Connectors, Guards, type GuardWatch, type ProviderStanding } from '@counterfoil/providers';

const STATES = ['closed', 'open', 'half_open'] as const;

/** Counts what the guards do, and tells the log when a circuit changes. */
const watchOf = (metrics: Metrics, log: Logger): GuardWatch => {
  const changes = metrics.counter({
    name: 'counterfoil_provider_circuit_changes_total',
    help: 'Changes of the circuit breakers.',
    labelNames: ['provider', 'to'],
  });
  const refusals = metrics.counter({
    name: 'counterfoil_provider_calls_refused_total',
    help: 'Calls that were not made: the circuit is open, the provider asked to be left alone, or too many calls wait.',
    labelNames: ['provider', 'reason'],
  });
  return {
    circuitChanged: (provider, to) => {
      changes.inc({ provider, to });
      log.warn({ provider, to }, 'the circuit breaker of a provider has changed');
    },
    callRefused: (provider, reason) => refusals.inc({ provider, reason }),
  };
};

/** Guards before the providers, with their standing in the metrics. */
export const measuredGuards = (connectors: Connectors, clock: Clock, metrics: Metrics, log: Logger): Guards => {
  const guards = new Guards(connectors, clock, watchOf(metrics, log));
  const labelNames = ['provider'] as const;
  const ofEach = (value: (standing: ProviderStanding) => number) => () =>
    guards.standings().map(standing => ({ labels: { provider: standing.provider }, value: value(standing) }));
  metrics.read(
    { name: 'counterfoil_provider_calls_in_flight', help: 'Calls that wait for an answer.', labelNames },
    ofEach(({ inFlight }) => inFlight),
  );
  metrics.read(
    { name: 'counterfoil_provider_calls_queued', help: 'Calls that wait for their turn.', labelNames },
    ofEach(({ queued }) => queued),
  );
  metrics.read(
    {
      name: 'counterfoil_provider_circuit_state',
      help: '1 for the state in which the circuit breaker is, 0 for the others.',
      labelNames: ['provider', 'state'],
    },
    () =>
      guards
        .standings()
        .flatMap(({ provider, state: present }) =>
          STATES.map(state => ({ labels: { provider, state }, value: state === present ? 1 : 0 })),
        ),
  );
  return guards;
};

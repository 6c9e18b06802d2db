import { storeWith, type EventStore } from '@counterfoil/event-sourcing';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { Connector, Connectors } from '@counterfoil/providers';

/** The log, with its appends timed. */
export const measuredStore = (store: EventStore, metrics: Metrics): EventStore => {
  const durations = metrics.histogram({
    name: 'counterfoil_append_duration_seconds',
    help: 'From an append to the log until it is on disk or refused.',
    labelNames: ['outcome'],
  });
  return storeWith(store, {
    append: async appends => {
      const end = durations.startTimer();
      try {
        const results = await store.append(appends);
        end({ outcome: results.some(({ status }) => status === 'conflict') ? 'conflict' : 'appended' });
        return results;
      } catch (error) {
        end({ outcome: 'error' });
        throw error;
      }
    },
  });
};

/** The connectors, with their calls counted and timed. */
export const measuredConnectors = (connectors: Connectors, metrics: Metrics): Connectors => {
  const labelNames = ['provider', 'operation', 'outcome'] as const;
  const calls = metrics.counter({ name: 'counterfoil_provider_calls_total', help: 'Calls to providers.', labelNames });
  const durations = metrics.histogram({
    name: 'counterfoil_provider_call_duration_seconds',
    help: 'Calls to providers, up to their outcome.',
    labelNames,
  });

  const measured = (connector: Connector): Connector => {
    const { provider } = connector;
    const timed = async <Outcome extends { readonly type: string }>(
      operation: string,
      call: Promise<Outcome>,
    ): Promise<Outcome> => {
      const end = durations.startTimer({ provider, operation });
      const outcome = await call;
      end({ outcome: outcome.type });
      calls.inc({ provider, operation, outcome: outcome.type });
      return outcome;
    };
    return {
      provider,
      capabilities: connector.capabilities,
      authorize: request => timed('authorize', connector.authorize(request)),
      status: query => timed('status', connector.status(query)),
      abandon: query => timed('abandon', connector.abandon(query)),
      operate: request => timed(request.operation, connector.operate(request)),
      operationStatus: request => timed('status', connector.operationStatus(request)),
      dispute: query => timed('status', connector.dispute(query)),
      parseCallback: (...callback) => connector.parseCallback(...callback),
    };
  };
  return new Map(Array.from(connectors, ([provider, connector]) => [provider, measured(connector)]));
};

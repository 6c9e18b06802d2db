import type {
  AbandonOutcome,
  AuthorizeRequest,
  Connector,
  DisputeOutcome,
  DisputeQuery,
  OperationOutcome,
  OperationRequest,
  OperationStatusOutcome,
  ProviderOutcome,
  StatusOutcome,
} from '@counterfoil/providers';

type Answer<Outcome> = Outcome | (() => Promise<Outcome>);

/**
 * A double of a provider's connector: gives the answers of its script one after the other, the last one for ever, and
 * keeps what it was asked.
 */
export const scriptedConnector = (provider = 'alpha') => {
  const script = {
    authorize: [] as Answer<ProviderOutcome>[],
    status: [] as Answer<StatusOutcome>[],
    abandon: [] as Answer<AbandonOutcome>[],
    operate: [] as Answer<OperationOutcome>[],
    operationStatus: [] as Answer<OperationStatusOutcome>[],
    dispute: [] as Answer<DisputeOutcome>[],
  };
  const authorized: AuthorizeRequest[] = [];
  const queried: Parameters<Connector['status']>[0][] = [];
  const abandoned: Parameters<Connector['abandon']>[0][] = [];
  const operated: OperationRequest[] = [];
  const operationsQueried: OperationRequest[] = [];
  const disputesQueried: DisputeQuery[] = [];
  const next = async <Outcome extends object>(answers: Answer<Outcome>[]): Promise<Outcome> => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) throw new Error('The script has no answer to this');
    return typeof answer === 'function' ? answer() : answer;
  };
  const connector: Connector = {
    provider,
    capabilities: {
      currencies: 'all',
      brands: 'all',
      manualCapture: true,
      partialCapture: true,
      partialRefund: true,
    },
    authorize: request => {
      authorized.push(request);
      return next(script.authorize);
    },
    status: query => {
      queried.push(query);
      return next(script.status);
    },
    abandon: query => {
      abandoned.push(query);
      return next(script.abandon);
    },
    operate: request => {
      operated.push(request);
      return next(script.operate);
    },
    operationStatus: request => {
      operationsQueried.push(request);
      return next(script.operationStatus);
    },
    dispute: query => {
      disputesQueried.push(query);
      return next(script.dispute);
    },
    parseCallback: () => null,
  };
  return { connector, script, authorized, queried, abandoned, operated, operationsQueried, disputesQueried };
};

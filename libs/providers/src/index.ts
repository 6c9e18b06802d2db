export { alphaConnector } from './alpha/alpha-connector.ts';
export { betaConnector } from './beta/beta-connector.ts';
export { CONNECTORS } from './connector.ts';
export type {
  AbandonOutcome,
  AuthorizeRequest,
  Capabilities,
  Connector,
  Connectors,
  DisputeOutcome,
  DisputeQuery,
  OperationOutcome,
  OperationRequest,
  OperationStatusOutcome,
  ProviderCallback,
  ProviderOutcome,
  StatusOutcome,
} from './connector.ts';

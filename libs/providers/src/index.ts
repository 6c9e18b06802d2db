export { alphaConnector } from './alpha/alpha-connector.ts';
export { CONNECTORS } from './connector.ts';
export type {
  AuthorizeRequest,
  Connector,
  Connectors,
  ProviderCallback,
  ProviderOutcome,
  StatusOutcome,
} from './connector.ts';

export { alphaConnector } from './alpha/alpha-connector.ts';
export type { AlphaSettings } from './alpha/alpha-connector.ts';
export { CONNECTORS } from './connector.ts';
export type {
  AuthorizeRequest,
  CardDetails,
  Connector,
  Connectors,
  ProviderCallback,
  ProviderOutcome,
  StatusOutcome,
} from './connector.ts';

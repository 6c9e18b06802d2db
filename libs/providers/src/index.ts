export { alphaConnector } from './alpha/alpha-connector.ts';
export { notSent, unknown } from './answered.ts';
export { GUARDS, Guards } from './guard/guards.ts';
export type { GuardWatch, ProviderStanding } from './guard/provider-guard.ts';
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

import { accept, refuse, type Decision } from '@counterfoil/event-sourcing/decider';
import type { EndpointSettings } from '../parts.ts';
import type { EndpointCommand, EndpointCommandType } from './commands.ts';
import type { EndpointEvent } from './events.ts';
import type { Endpoint, EndpointState } from './state.ts';
import { isPermitted } from './transitions.ts';

export type EndpointRefusalCode = 'not_found' | 'webhook_endpoint_disabled' | 'webhook_endpoint_exists';

type EndpointDecision = Decision<EndpointEvent, EndpointRefusalCode>;
type CommandOf<Type extends EndpointCommandType> = Extract<EndpointCommand, { readonly type: Type }>;

/** An endpoint that fails for so long is disabled, seconds. */
const FAILING_LIMIT_S = 5 * 86_400;

const settingsOf = (endpoint: EndpointSettings): EndpointSettings => ({
  url: endpoint.url,
  eventTypes: endpoint.eventTypes,
  description: endpoint.description,
  headers: endpoint.headers,
  rateLimitPerS: endpoint.rateLimitPerS,
  concurrency: endpoint.concurrency,
  ordered: endpoint.ordered,
  v1a: endpoint.v1a,
});

const change = ({ changes, status, now }: CommandOf<'ChangeEndpoint'>, endpoint: Endpoint): EndpointDecision => {
  const about = { endpointId: endpoint.endpointId, at: now };
  const settings = { ...settingsOf(endpoint), ...changes };
  const isChanged = JSON.stringify(settings) !== JSON.stringify(settingsOf(endpoint));
  const events: EndpointEvent[] = isChanged ? [{ type: 'WebhookEndpointChanged', ...about, ...settings }] : [];
  if (status === 'ENABLED' && endpoint.status === 'DISABLED') events.push({ type: 'WebhookEndpointEnabled', ...about });
  if (status === 'DISABLED' && endpoint.status === 'ENABLED')
    events.push({ type: 'WebhookEndpointDisabled', ...about, reason: 'requested' });
  return accept(...events);
};

const rotate = ({ overlapS, now }: CommandOf<'RotateSecret'>, { endpointId, secrets }: Endpoint): EndpointDecision =>
  accept({
    type: 'WebhookSecretRotated',
    endpointId,
    at: now,
    version: Math.max(...secrets.map(({ version }) => version)) + 1,
    overlapEndsAt: new Date(Date.parse(now) + overlapS * 1_000).toISOString(),
  });

/** Says so at half of the time and at three quarters, once each; then the endpoint is disabled. */
const reportFailing = (
  { since, failedAt, now }: CommandOf<'ReportFailing'>,
  { endpointId, failing }: Endpoint,
): EndpointDecision => {
  const share = (Date.parse(failedAt) - Date.parse(since)) / 1_000 / FAILING_LIMIT_S;
  if (share >= 1) return accept({ type: 'WebhookEndpointDisabled', endpointId, at: now, reason: 'failing' });
  const said = failing?.since === since ? failing.percent : 0;
  const percent = share >= 0.75 ? 75 : share >= 0.5 ? 50 : 0;
  if (percent <= said || percent === 0) return accept();
  return accept({ type: 'WebhookEndpointFailing', endpointId, at: now, since, percent });
};

const onExisting = (
  command: Exclude<EndpointCommand, { readonly type: 'CreateEndpoint' }>,
  endpoint: Endpoint,
): EndpointDecision => {
  const about = { endpointId: endpoint.endpointId, at: command.now };
  switch (command.type) {
    case 'ChangeEndpoint':
      return change(command, endpoint);
    case 'RotateSecret':
      return rotate(command, endpoint);
    case 'RequestReplay': {
      const { from, to, eventTypes, upTo } = command;
      const types = eventTypes ?? endpoint.eventTypes;
      return accept({ type: 'WebhookReplayRequested', ...about, from, to, eventTypes: types, upTo });
    }
    case 'ContinueReplay': {
      const { requested, after, upTo } = command;
      return accept({ type: 'WebhookReplayContinued', ...about, requested, after, upTo });
    }
    case 'DeleteEndpoint':
      return accept({ type: 'WebhookEndpointDeleted', ...about });
    case 'ReportGone':
      return accept({ type: 'WebhookEndpointDisabled', ...about, reason: 'gone' });
    case 'ReportFailing':
      return reportFailing(command, endpoint);
  }
};

const notPermitted = (endpoint: EndpointState): EndpointDecision => {
  if (endpoint.status === 'DISABLED')
    return refuse('webhook_endpoint_disabled', 'The endpoint is disabled; enable it first.');
  return endpoint.status === 'ENABLED'
    ? refuse('webhook_endpoint_exists', 'There is such an endpoint already.')
    : refuse('not_found', 'There is no such endpoint. Check the id and the API key.');
};

/** What follows from a command. */
export const decideEndpoint = (command: EndpointCommand, endpoint: EndpointState): EndpointDecision => {
  if (!isPermitted(endpoint.status, command.type)) return notPermitted(endpoint);
  if (command.type === 'CreateEndpoint') {
    const { type: _, now, ...facts } = command;
    return accept({ type: 'WebhookEndpointCreated', at: now, ...facts });
  }
  return endpoint.status === 'NONE' ? notPermitted(endpoint) : onExisting(command, endpoint);
};

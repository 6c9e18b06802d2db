import type { EndpointEvent } from './events.ts';
import type { Endpoint, EndpointState, SecretVersion } from './state.ts';

type Later = Exclude<EndpointEvent, { readonly type: 'WebhookEndpointCreated' }>;

/** What still signs may do so until the overlap ends, and never longer than it was to. */
const rotated = (
  secrets: readonly SecretVersion[],
  version: number,
  overlapEndsAt: string,
): readonly SecretVersion[] => [
  { version, expiresAt: null },
  ...secrets.map(secret => ({
    version: secret.version,
    expiresAt: secret.expiresAt !== null && secret.expiresAt < overlapEndsAt ? secret.expiresAt : overlapEndsAt,
  })),
];

const evolveEndpoint = (endpoint: Endpoint, event: Later): Endpoint => {
  switch (event.type) {
    case 'WebhookEndpointChanged': {
      const { type: _, at, ...settings } = event;
      return { ...endpoint, ...settings, updatedAt: at };
    }
    case 'WebhookEndpointEnabled':
      return { ...endpoint, status: 'ENABLED', disabledReason: null, failing: null, updatedAt: event.at };
    case 'WebhookEndpointDisabled':
      return { ...endpoint, status: 'DISABLED', disabledReason: event.reason, updatedAt: event.at };
    case 'WebhookEndpointFailing':
      return { ...endpoint, failing: { since: event.since, percent: event.percent } };
    case 'WebhookSecretRotated': {
      const secrets = rotated(endpoint.secrets, event.version, event.overlapEndsAt);
      // One that does not sign any more is nobody's concern.
      const signing = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > event.at);
      return { ...endpoint, secrets: signing, updatedAt: event.at };
    }
    case 'WebhookReplayRequested':
    case 'WebhookReplayContinued':
      return endpoint;
    case 'WebhookEndpointDeleted':
      return { ...endpoint, status: 'DELETED', disabledReason: null, updatedAt: event.at };
  }
};

/** The endpoint after `event`. */
export const evolve = (endpoint: EndpointState, event: EndpointEvent): EndpointState => {
  if (event.type === 'WebhookEndpointCreated') {
    const { type: _, at, ...facts } = event;
    const secrets = [{ version: 1, expiresAt: null }];
    return { status: 'ENABLED', disabledReason: null, ...facts, secrets, failing: null, createdAt: at, updatedAt: at };
  }
  if (endpoint.status === 'NONE') throw new Error(`${event.type} before ${event.endpointId} was created`);
  return evolveEndpoint(endpoint, event);
};

import { deciderSpec, sortedTransitions, walkTransitions } from '@counterfoil/testing';
import type { EndpointCommand } from './commands.ts';
import { endpointDecider } from './decider.ts';
import { settings } from './endpoint.examples.ts';
import type { EndpointEvent } from './events.ts';
import { endpointTransitions } from './transitions.ts';

const now = '2026-11-21T10:00:00.000Z';
const after = (hours: number): string => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
const endpointId = 'we_1';

const create: EndpointCommand = { type: 'CreateEndpoint', endpointId, merchantId: 'mer_1', ...settings, now };
const created: EndpointEvent = {
  type: 'WebhookEndpointCreated',
  endpointId,
  merchantId: 'mer_1',
  ...settings,
  at: now,
};
const disabled: EndpointEvent = { type: 'WebhookEndpointDisabled', endpointId, reason: 'requested', at: now };
const change = (status: 'ENABLED' | 'DISABLED' | null, changes = {}): EndpointCommand => ({
  ...{ type: 'ChangeEndpoint', changes, status, now },
});
const failing = (hours: number): EndpointCommand => ({
  ...{ type: 'ReportFailing', since: now, failedAt: after(hours), now: after(hours) },
});
const told = (percent: 50 | 75, since = now): EndpointEvent => ({
  ...{ type: 'WebhookEndpointFailing', endpointId, since, percent, at: now },
});
const rotate = (overlapS: number): EndpointCommand => ({ type: 'RotateSecret', overlapS, now });
const { given } = deciderSpec(endpointDecider);

const commands: readonly EndpointCommand[] = [
  create,
  change('ENABLED', { description: 'x' }),
  change('DISABLED'),
  change(null, { url: 'https://other.example/' }),
  rotate(60),
  { type: 'RequestReplay', from: null, to: null, eventTypes: null, upTo: null, now },
  { type: 'ContinueReplay', requested: '9', after: '3', upTo: null, now },
  { type: 'DeleteEndpoint', now },
  { type: 'ReportGone', now },
  failing(60),
  failing(120),
];

describe('a webhook endpoint', () => {
  it('goes where its table says, in every status by every command', () => {
    const walked = walkTransitions(
      endpointDecider,
      () => commands,
      state => state.status,
    );
    expect(walked.transitions).toEqual(
      Object.fromEntries(
        Object.entries(sortedTransitions(endpointTransitions)).filter(([status]) => status !== 'DELETED'),
      ),
    );
    const types = [...new Set(commands.map(({ type }) => type))].sort();
    for (const status of ['NONE', 'ENABLED', 'DISABLED', 'DELETED']) expect(walked.decided[status]).toEqual(types);
  });

  it('is changed where it differs, and not where it does not', () => {
    given(created)
      .when(change(null, { url: 'https://other.example/' }))
      .then({ type: 'WebhookEndpointChanged', url: 'https://other.example/', eventTypes: ['*'] });
    given(created)
      .when(change('ENABLED', { url: settings.url }))
      .thenNothing();
  });

  it('is changed and disabled at once', () =>
    given(created)
      .when(change('DISABLED', { description: 'old' }))
      .then(
        { type: 'WebhookEndpointChanged', description: 'old' },
        { type: 'WebhookEndpointDisabled', reason: 'requested' },
      ));

  it('takes nothing to send while it is disabled, and nobody finds it once it is deleted', () => {
    given(created, disabled)
      .when({ type: 'RequestReplay', from: null, to: null, eventTypes: null, upTo: null, now })
      .thenRefused('webhook_endpoint_disabled');
    given(created, { type: 'WebhookEndpointDeleted', endpointId, at: now })
      .when(change('ENABLED'))
      .thenRefused('not_found');
    given().when(change('ENABLED')).thenRefused('not_found');
  });

  it.each([
    [59, null],
    [60, 50],
    [89, 50],
    [90, 75],
    [119, 75],
  ] as const)('that has failed for %d hours is told of at %s percent', (hours, percent) => {
    const answer = given(created).when(failing(hours));
    if (percent === null) answer.thenNothing();
    else answer.then({ type: 'WebhookEndpointFailing', since: now, percent });
  });

  it('is told of once at each, anew when it fails anew, and disabled after five days', () => {
    given(created, told(50)).when(failing(61)).thenNothing();
    given(created, told(75)).when(failing(91)).thenNothing();
    given(created, told(75, after(-500)))
      .when(failing(61))
      .then({ type: 'WebhookEndpointFailing', percent: 50 });
    given(created, told(75)).when(failing(120)).then({ type: 'WebhookEndpointDisabled', reason: 'failing' });
  });

  it('signs with the newest secret, and with those before it until the overlap ends', () => {
    const first = given(created).when(rotate(60));
    expect(first.state).toMatchObject({
      secrets: [
        { version: 2, expiresAt: null },
        { version: 1, expiresAt: '2026-11-21T10:01:00.000Z' },
      ],
    });
    expect(given(created).when(rotate(0)).state).toMatchObject({ secrets: [{ version: 2, expiresAt: null }] });
  });

  it('lets no overlap that follows prolong one', () => {
    const rotated: EndpointEvent = {
      type: 'WebhookSecretRotated',
      endpointId,
      version: 2,
      overlapEndsAt: after(1),
      at: now,
    };
    expect(given(created, rotated).when(rotate(86_400)).state).toMatchObject({
      secrets: [{ version: 3 }, { version: 2, expiresAt: after(24) }, { version: 1, expiresAt: after(1) }],
    });
  });
});

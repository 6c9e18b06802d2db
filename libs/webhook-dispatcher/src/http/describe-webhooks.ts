import { webhookEventTypes, type WebhookEventType } from '@counterfoil/contracts';
import { eventExamples, eventGuide } from '@counterfoil/contracts/asyncapi';
import {
  charge,
  checkoutSession,
  dispute,
  part,
  payment,
  refund,
  webhookEndpoint,
  webhookEndpointExample,
  webhookEvent,
  webhookEventExample,
} from '@counterfoil/contracts/resources';
import type { DescribedWebhook } from '@counterfoil/platform/openapi';
import { z } from 'zod';

/** What an event may be about, by the first word of its type. */
const resources: Readonly<Record<string, z.ZodType>> = {
  checkout_session: checkoutSession,
  payment,
  charge,
  refund,
  dispute,
};

interface Told {
  readonly when: string;
  readonly data: z.ZodType;
  readonly example: object;
}

const described = (type: WebhookEventType, { when, data, example }: Told): DescribedWebhook => ({
  type,
  summary: when,
  schema: webhookEvent.extend({ type: z.literal(type), data }),
  example: { ...webhookEventExample, type, data: example },
});

const ofEvent = (type: (typeof webhookEventTypes)[number]): DescribedWebhook => {
  const name = type.slice(0, type.indexOf('.'));
  const data = z.strictObject({ [name]: resources[name] ?? z.never() });
  const { [name]: resource } = eventExamples[type] as Readonly<Record<string, unknown>>;
  return described(type, { when: eventGuide[type], data, example: { [name]: resource } });
};

const ofEndpoint = z.strictObject({ webhook_endpoint: webhookEndpoint });
const ofNobodys = { paymentId: null, sequence: null };
const failing = { since: '2026-11-21T10:00:00.000Z', percent: 50 };
const disabled = { ...webhookEndpointExample, status: 'DISABLED', disabled_reason: 'failing' };

const own = [
  {
    type: 'webhook_endpoint.test',
    when: 'You have asked for it.',
    data: ofEndpoint,
    example: { webhook_endpoint: webhookEndpointExample },
  },
  {
    type: 'webhook_endpoint.failing',
    when: 'Another endpoint of yours has not taken anything for 50 or 75 per cent of the time after which it is disabled.',
    data: ofEndpoint.extend({
      failing: z.strictObject({ since: part.time, percent: z.union([z.literal(50), z.literal(75)]) }),
    }),
    example: { webhook_endpoint: webhookEndpointExample, failing },
  },
  {
    type: 'webhook_endpoint.disabled',
    when: 'Another endpoint of yours was disabled.',
    data: ofEndpoint,
    example: { webhook_endpoint: disabled },
  },
] as const satisfies readonly ({ readonly type: WebhookEventType } & Told)[];

/** The body of every webhook. */
export const webhooks: readonly DescribedWebhook[] = [
  ...webhookEventTypes.map(ofEvent),
  ...own.map(({ type, ...told }) => {
    const { example, ...webhook } = described(type, told);
    return { ...webhook, example: { ...example, ...ofNobodys } };
  }),
];

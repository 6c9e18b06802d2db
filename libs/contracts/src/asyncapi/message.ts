import type { PublicEventType } from '../events/public-events.ts';
import { webhookEventTypes } from '../events/webhook-types.ts';
import type { Channel } from './channels.ts';
import { eventExamples } from './event-examples.ts';
import { eventGuide } from './event-guide.ts';
import type { CloudEventHeaders } from './headers.ts';
import { schemaReference } from './schemas.ts';

const TAGS = {
  webhook: { name: 'webhook', description: 'Merchants are told of it too, by a webhook with the same id.' },
  services: { name: 'services', description: 'Between the services: what they ask of each other, and the answers.' },
} as const;

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const told = new Set<string>(webhookEventTypes);

interface Resource {
  readonly id: string;
  readonly updated_at: string;
  readonly payment_id?: string;
}

/** The aggregate's id, which is the key: a refund's and a dispute's is their payment's. */
const headersOf = (type: PublicEventType, { service, aggregate }: Channel): CloudEventHeaders => {
  // The resource comes first in every event's data.
  const [resource] = Object.values(eventExamples[type]) as readonly unknown[] as readonly [Resource];
  const payment = resource.payment_id ?? resource.id;
  return {
    ce_specversion: '1.0',
    ce_id: 'evt_01kajaq4c6e8g1j3m5p7r9t1v3',
    ce_type: `io.counterfoil.${type}.v1`,
    ce_source: `/counterfoil/${service}`,
    ce_subject: aggregate === 'payment' ? payment : resource.id,
    ce_time: resource.updated_at,
    ce_merchantid: 'mer_01kaj9zzr1t3v5x7z9b1d3f5h7',
    ce_paymentid: payment,
    ce_traceparent: TRACEPARENT,
    'content-type': 'application/json',
    traceparent: TRACEPARENT,
  };
};

/** One event type, as a message on its topic. */
export const message = (type: PublicEventType, channel: Channel) => {
  const headers = headersOf(type, channel);
  const fixed = { ce_type: { const: headers.ce_type }, ce_source: { const: headers.ce_source } };
  return {
    name: headers.ce_type,
    title: type,
    summary: eventGuide[type],
    tags: [told.has(type) ? TAGS.webhook : TAGS.services],
    contentType: 'application/json',
    headers: { type: 'object', allOf: [{ $ref: schemaReference('CloudEventHeaders') }, { properties: fixed }] },
    payload: { $ref: schemaReference(type) },
    correlationId: {
      description: 'The trace that it belongs to, from the merchant’s request to the webhook',
      location: '$message.header#/traceparent',
    },
    bindings: {
      kafka: {
        key: { type: 'string', description: `The ${channel.aggregate}’s id` },
        bindingVersion: '0.5.0',
      },
    },
    examples: [{ name: type.replaceAll('.', '_'), summary: eventGuide[type], headers, payload: eventExamples[type] }],
  };
};

import { topics, webhookEventTypes, type WebhookEventType } from '@counterfoil/contracts';
import { cloudEventType, type PublicEvent, type Subscription } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, traceIdOf } from '@counterfoil/service';
import type { RecordEvent } from '../domain/event/recorded.ts';
import { recordingCommand, type EventAggregate } from '../event-aggregate.ts';

const types = new Map<string, WebhookEventType>(webhookEventTypes.map(type => [cloudEventType(type), type]));

type Resource = Readonly<Record<string, unknown>>;

/** The resource that an event is about: its type begins with the name. Whatever else a message carries is not the merchant's. */
const resourceOf = (event: PublicEvent, name: string): Resource => {
  const resource = event.data[name];
  if (typeof resource === 'object' && resource !== null) return resource as Resource;
  throw new Error(`${event.type} ${event.id} holds no ${name}`);
};

const commandFor = (event: PublicEvent): RecordEvent => {
  const eventType = types.get(event.type);
  if (eventType === undefined) throw new Error(`webhook.recording was handed ${event.type}, which it did not ask for`);
  const name = eventType.slice(0, eventType.indexOf('.'));
  const resource = resourceOf(event, name);
  return {
    type: 'RecordEvent',
    eventId: event.id,
    eventType,
    createdAt: event.time,
    merchantId: event.merchantid,
    paymentId: String(name === 'payment' ? resource['id'] : resource['payment_id']),
    traceId: traceIdOf(event),
    onlyTo: null,
    notTo: null,
    data: { [name]: resource },
  };
};

/** What merchants may hear is recorded, numbered by payment, before anybody sends it. */
export const recordEvents = (events: EventAggregate, clock: Clock): Subscription => ({
  group: 'webhook.recording',
  topics: Object.values(topics),
  types: [...types.keys()].map(type => type as ReturnType<typeof cloudEventType>),
  orderedBy: 'payment',
  async handle(event) {
    const command = commandFor(event);
    const asked = causeOfMessage(event, '', clock.now());
    const cause = { ...asked, commandId: recordingCommand(event.id), paymentId: null };
    // Most streams that are not remembered have not begun: to try first costs less than to read first.
    expectDone(await events.create(String(command.paymentId), command, cause));
  },
});

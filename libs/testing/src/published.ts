import type { EventCodec, EventStore, TypedEvent } from '@counterfoil/event-sourcing';
import type { PublicEventDraft, Publisher } from '@counterfoil/messaging';
import { assertDocumentedEvent } from './documented-events.ts';

const metadata = {
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  causationId: 'published',
  merchantId: 'mer_1',
  paymentId: null,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
};

/**
 * What a publisher says of the events of one stream, from its first one on. It needs no log for that.
 * @throws for what docs/asyncapi.json does not say
 */
export const published = async <Event extends TypedEvent>(
  publisherOn: (store: EventStore) => Publisher,
  codec: EventCodec<Event>,
  events: readonly Event[],
): Promise<readonly PublicEventDraft[]> => {
  const publisher = publisherOn({} as EventStore);
  const drafts: PublicEventDraft[] = [];
  for (const [revision, event] of events.entries()) {
    const { data, schemaVersion } = codec.encode(event);
    const recorded = {
      stream: `${publisher.category}-1`,
      revision,
      position: BigInt(revision + 1),
      eventId: '75c10367-ca36-5059-8d0d-a4f716d906a2',
      type: event.type,
      data,
      metadata: { ...metadata, schemaVersion },
    };
    drafts.push(...(await publisher.toPublic(recorded)));
  }
  for (const { type, data } of drafts) assertDocumentedEvent(type, data);
  return drafts;
};

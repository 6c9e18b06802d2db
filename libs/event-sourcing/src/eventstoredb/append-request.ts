import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EncodedAppend, EncodedEvent } from '../encode-append.ts';

/** Most characters of events in one message; servers take messages of 4 MiB. */
const MAX_MESSAGE = 1 << 20;

const uuid = (id: string): UUID => new shared.UUID().setString(id);

/**
 * Each try gets ids of its own, so that the server never takes it for an earlier one: a success means stored now. The
 * event's own id is stored in its metadata.
 */
const proposed = ({ eventId, type, data, metadata }: EncodedEvent): BatchAppendReq.ProposedMessage => {
  const stored = metadata === '{}' ? `{"eventId":"${eventId}"}` : `{"eventId":"${eventId}",${metadata.slice(1)}`;
  const message = new streams.BatchAppendReq.ProposedMessage()
    .setId(uuid(randomUUID()))
    .setData(Buffer.from(data))
    .setCustomMetadata(Buffer.from(stored));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
};

const optionsOf = ({ stream, expectedRevision }: EncodedAppend): BatchAppendReq.Options => {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  );
  if (expectedRevision >= 0) return options.setStreamPosition(String(expectedRevision));
  // An empty message is empty, whichever class wrote it; the client does the same.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return options.setNoStream(new shared.Empty());
};

/** The messages of one append: the first says where to, the last that it is whole. */
export const appendRequest = function* (correlationId: string, append: EncodedAppend): Generator<BatchAppendReq, void> {
  let message = new streams.BatchAppendReq().setCorrelationId(uuid(correlationId)).setOptions(optionsOf(append));
  let size = 0;
  for (const event of append.events) {
    if (size > MAX_MESSAGE) {
      yield message;
      message = new streams.BatchAppendReq().setCorrelationId(uuid(correlationId));
      size = 0;
    }
    message.addProposedMessages(proposed(event));
    size += event.data.length + event.metadata.length;
  }
  yield message.setIsFinal(true);
};

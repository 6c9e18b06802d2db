import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Expected, ProposedEvent, StoredEvent } from './double-log.ts';

const TICKS_PER_MS = 10_000n;

const uuid = (id: string): UUID => new shared.UUID().setString(id);

const streamIdentifier = (stream: string): InstanceType<typeof shared.StreamIdentifier> =>
  new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));

export const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  new TextDecoder().decode(identifier?.getStreamName_asU8());

export const eventMessage = (event: StoredEvent): ReadResp => {
  const position = String(event.position);
  const record = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuid(event.id))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  record
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.createdMs) * TICKS_PER_MS));
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(record).setCommitPosition(position));
};

export const confirmation = (): ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

export const caughtUp = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const fellBehind = (): ReadResp => new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind());

export const checkpoint = (position: bigint): ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );

export const streamNotFound = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream)),
  );

export const proposedEvent = (message: BatchAppendReq.ProposedMessage): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export const expectedOf = (options: BatchAppendReq.Options | undefined): Expected => {
  if (options?.hasNoStream()) return 'no_stream';
  if (options?.hasStreamExists()) return 'stream_exists';
  if (options?.hasStreamPosition()) return Number(options.getStreamPosition());
  return 'any';
};

/** As the servers write it: in two halves, whatever the client wrote. */
const structuredUuid = (id: string): UUID => {
  const bits = id.replaceAll('-', '');
  const half = (hex: string): string => String(BigInt.asIntN(64, BigInt(`0x${hex}`)));
  return new shared.UUID().setStructured(
    new shared.UUID.Structured()
      .setMostSignificantBits(half(bits.slice(0, 16)))
      .setLeastSignificantBits(half(bits.slice(16))),
  );
};

const answer = (id: string, stream: string): BatchAppendResp =>
  new streams.BatchAppendResp().setCorrelationId(structuredUuid(id)).setStreamIdentifier(streamIdentifier(stream));

export const appended = (id: string, stream: string, { revision, position }: StoredEvent): BatchAppendResp =>
  answer(id, stream).setSuccess(
    new streams.BatchAppendResp.Success()
      .setCurrentRevision(String(revision))
      .setPosition(
        new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)),
      ),
  );

const failed = (id: string, stream: string, type: string, details: Uint8Array): BatchAppendResp => {
  // Field 3 of the message, empty: the only way to an Any without a further package.
  const error = status.Status.deserializeBinary(Uint8Array.of(0x1a, 0));
  error.getDetails()?.pack(details, `event_store.client.${type}`);
  return answer(id, stream).setError(error.setMessage(type));
};

export const wrongExpectedVersion = (id: string, stream: string, current: number): BatchAppendResp => {
  const wrong = new shared.WrongExpectedVersion();
  if (current >= 0) wrong.setCurrentStreamRevision(String(current));
  return failed(id, stream, 'WrongExpectedVersion', wrong.serializeBinary());
};

export const appendTooBig = (id: string, stream: string, maxBytes: number): BatchAppendResp => {
  const exceeded = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxBytes);
  return failed(id, stream, 'MaximumAppendSizeExceeded', exceeded.serializeBinary());
};

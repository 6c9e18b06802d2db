import { randomUUID } from 'node:crypto';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { EncodedAppend } from '../encode-append.ts';
import { appendRequest } from './append-request.ts';
import { type Client, FROM_LEADER } from './client-reads.ts';

/** The revision and the position of the last event. */
export interface Appended {
  readonly revision: number;
  readonly position: bigint;
}

interface Waiting {
  readonly stream: string;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** A call that is open, and who waits for its answers. */
interface OpenCall {
  readonly call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  readonly waiting: Map<string, Waiting>;
}

/** An append that is not answered for so long has failed, and may be committed all the same. */
const DEADLINE_MS = 5_000;

const settle = ({ waiting }: OpenCall, response: BatchAppendResp): void => {
  // Nobody waits any more for an answer that came too late.
  const asked = waiting.get(parseUUID(response.getCorrelationId()) ?? '');
  const error = response.getError();
  const success = response.getSuccess();
  if (error) asked?.reject(unpackToCommandError(error, asked.stream));
  else
    asked?.resolve({
      revision: Number(success?.getCurrentRevision()),
      position: BigInt(success?.getPosition()?.getCommitPosition() ?? 0),
    });
};

/**
 * The one call that takes the appends of a client, many at a time. The client has such a call too, but keeps who waits for
 * it in one map for all clients of the process: one lost connection fails everybody's appends, and an answer that
 * comes later than that is an unhandled rejection, after which its client gets no answer any more (seen with 6.2.1).
 */
export class AppendCall {
  private opening: Promise<OpenCall> | undefined;
  private current: OpenCall | undefined;

  constructor(private readonly client: Client) {}

  /** @throws the client's errors, WrongExpectedVersionError among them */
  async send(append: EncodedAppend): Promise<Appended> {
    const { call, waiting } = await (this.opening ??= this.open());
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    waiting.set(id, { stream: append.stream, resolve, reject });
    const deadline = setTimeout(() => reject(new Error(`no answer in ${DEADLINE_MS} ms`)), DEADLINE_MS);
    try {
      for (const message of appendRequest(id, append)) call.write(message);
      return await promise;
    } finally {
      clearTimeout(deadline);
      waiting.delete(id);
    }
  }

  private async open(): Promise<OpenCall> {
    try {
      // The client's own way to make a call: over its connection, with its credentials, and it hears of the call's failure.
      const create = this.client['GRPCStreamCreator'](streamsService.StreamsClient, 'batchAppend', streams =>
        streams.batchAppend(...this.client['callArguments'](FROM_LEADER, { deadline: Infinity })),
      );
      const open: OpenCall = { call: await create(), waiting: new Map() };
      this.current = open;
      open.call.on('data', (response: BatchAppendResp) => settle(open, response));
      open.call.on('error', error => this.end(open, error));
      open.call.on('end', () => this.end(open, new Error('the server ended the call')));
      return open;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  /** Whoever waits for this call has to try again on the next one. */
  private end(open: OpenCall, error: unknown): void {
    if (this.current === open) this.opening = this.current = undefined;
    for (const { reject } of open.waiting.values()) reject(error);
  }
}

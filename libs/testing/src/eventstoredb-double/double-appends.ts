import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { DoubleLog, ProposedEvent } from './double-log.ts';
import { appended, appendTooBig, expectedOf, nameOf, proposedEvent, wrongExpectedVersion } from './double-messages.ts';
import { fail, timedOut, unavailable } from './double-status.ts';

/**
 * What befalls an append. The `refused` and the `slow` are not committed, a slow one for 200 ms; the others are, and their
 * answer does not arrive.
 */
export type AppendFault =
  'refused' | 'slow' | 'committed-then-timed-out' | 'committed-then-silent' | 'committed-then-cut';

type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** An append of which the end has not come yet. */
interface Incoming {
  readonly options: BatchAppendReq.Options | undefined;
  readonly events: ProposedEvent[];
}

const SLOW_MS = 200;

const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

/** Serves `BatchAppend`: many appends over one call, each answered on its own. */
export class DoubleAppends {
  /** The next appends meet these, one each. */
  readonly faults: AppendFault[] = [];
  served = 0;

  constructor(
    private readonly log: DoubleLog,
    private readonly maxBytes: number,
    private readonly cut: () => void,
  ) {}

  serve(call: AppendCall): void {
    const incoming = new Map<string, Incoming>();
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? '';
      const append = incoming.get(id) ?? { options: request.getOptions(), events: [] };
      append.events.push(...request.getProposedMessagesList().map(proposedEvent));
      incoming.set(id, append);
      if (!request.getIsFinal()) return;
      incoming.delete(id);
      this.meet(call, id, append, this.faults.shift());
    });
    call.on('end', () => call.end());
    // The client went away, or a fault ended the call.
    call.on('error', () => {});
  }

  private meet(call: AppendCall, id: string, append: Incoming, fault: AppendFault | undefined): void {
    this.served += 1;
    if (fault === 'refused') return fail(call, unavailable());
    if (fault === 'slow') return void setTimeout(() => this.meet(call, id, append, undefined), SLOW_MS);
    const answer = this.append(id, append);
    if (fault === 'committed-then-timed-out') fail(call, timedOut());
    else if (fault === 'committed-then-cut') this.cut();
    else if (fault !== 'committed-then-silent') call.write(answer);
  }

  private append(id: string, { options, events }: Incoming): BatchAppendResp {
    const stream = nameOf(options?.getStreamIdentifier());
    if (sizeOf(events) > this.maxBytes) return appendTooBig(id, stream, this.maxBytes);
    const outcome = this.log.append(stream, expectedOf(options), events);
    return outcome.status === 'appended'
      ? appended(id, stream, outcome.last)
      : wrongExpectedVersion(id, stream, outcome.current);
  }
}

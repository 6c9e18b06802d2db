import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { once } from 'node:events';
import type { DoubleLog, StoredEvent } from './double-log.ts';
import {
  caughtUp,
  checkpoint,
  confirmation,
  eventMessage,
  fellBehind,
  nameOf,
  streamNotFound,
} from './double-messages.ts';
import { invalidArgument } from './double-status.ts';

/** So far behind, a reader is told that it is no longer live. */
const BEHIND = 500;

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** The server's own, when the reader does not say how many events to look at between two checkpoints. */
const SEARCH_WINDOW = 32;

const isForwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;

const streamEvents = (log: DoubleLog, options: ReadReq.Options): readonly StoredEvent[] | undefined => {
  const asked = options.getStream();
  const events = log.streamOf(nameOf(asked?.getStreamIdentifier()));
  if (events.length === 0) return undefined;
  const from = asked?.hasRevision() ? Number(asked.getRevision()) : asked?.hasEnd() ? events.length - 1 : 0;
  return isForwards(options) ? events.slice(from) : events.slice(0, from + 1).toReversed();
};

/** @throws invalidArgument for a position inside a record: readers may only name positions that they were given */
const firstIndex = (log: DoubleLog, options: ReadReq.Options): number => {
  const asked = options.getAll();
  if (asked?.hasEnd()) return log.all.length;
  if (!asked?.hasPosition()) return 0;
  const position = asked.getPosition()?.getCommitPosition() ?? '';
  const index = log.indexOf(BigInt(position));
  if (index === undefined) throw invalidArgument(`no record begins at position ${position}`);
  return index;
};

const eventsAsked = function* (log: DoubleLog, options: ReadReq.Options): Generator<StoredEvent> {
  const step = isForwards(options) ? 1 : -1;
  let index = firstIndex(log, options) + (isForwards(options) ? 0 : -1);
  for (let event = log.all[index]; event; event = log.all[index]) {
    yield event;
    index += step;
  }
};

const filterOf = (options: ReadReq.Options): ((event: StoredEvent) => boolean) => {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!expression) return () => true;
  const subject = (event: StoredEvent): string => (filter?.hasStreamIdentifier() ? event.stream : event.type);
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return event => prefixes.some(prefix => subject(event).startsWith(prefix));
  const regex = new RegExp(expression.getRegex(), 'u');
  return event => regex.test(subject(event));
};

/** Serves `Read`: a stream or the whole log, either way, once or live. */
export class DoubleReads {
  /** Messages that were handed to the network so far: how much a slow reader was sent. */
  sent = 0;

  constructor(private readonly log: DoubleLog) {}

  /** Resolves when everything was sent, or the reader went away. */
  async serve(call: ReadCall): Promise<void> {
    const options = call.request.getOptions();
    if (!options) throw invalidArgument('a read without options');
    if (options.hasSubscription()) await this.follow(call, options);
    else await this.read(call, options);
  }

  private async read(call: ReadCall, options: ReadReq.Options): Promise<void> {
    const events = options.hasStream() ? streamEvents(this.log, options) : eventsAsked(this.log, options);
    if (!events) return this.send(call, streamNotFound(nameOf(options.getStream()?.getStreamIdentifier())));
    let left = Number(options.getCount());
    for (const event of events) {
      if (left <= 0 || call.cancelled) return;
      left -= 1;
      await this.send(call, eventMessage(event));
    }
  }

  private async follow(call: ReadCall, options: ReadReq.Options): Promise<void> {
    const filter = options.getFilter();
    const wanted = filterOf(options);
    const window = filter?.hasMax() ? filter.getMax() : SEARCH_WINDOW;
    const every = filter ? window * filter.getCheckpointintervalmultiplier() : Infinity;
    // A subscription goes on behind the position that it names.
    let index = firstIndex(this.log, options) + (options.getAll()?.hasPosition() ? 1 : 0);
    let sinceCheckpoint = 0;
    let isLive = false;
    await this.send(call, confirmation());
    while (!call.cancelled) {
      const event = this.log.all[index];
      if (!event) {
        if (!isLive) await this.send(call, caughtUp());
        isLive = true;
        if (this.log.all.length === index) await this.untilMore(call);
        continue;
      }
      if (isLive && this.log.all.length - index > BEHIND) {
        await this.send(call, fellBehind());
        isLive = false;
      }
      index += 1;
      sinceCheckpoint += 1;
      const isWanted = wanted(event);
      if (isWanted) await this.send(call, eventMessage(event));
      if (isWanted || sinceCheckpoint < every) continue;
      sinceCheckpoint = 0;
      await this.send(call, checkpoint(event.position));
    }
  }

  private async untilMore(call: ReadCall): Promise<void> {
    let stopWaiting = (): void => {};
    const changed = this.log.changed(stop => (stopWaiting = stop));
    call.once('cancelled', stopWaiting);
    await changed;
    call.off('cancelled', stopWaiting);
  }

  private async send(call: ReadCall, message: ReadResp): Promise<void> {
    if (call.cancelled) return;
    this.sent += 1;
    if (call.write(message)) return;
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    call.once('cancelled', leave);
    // Aborted: the reader went away, which ends the call.
    await once(call, 'drain', { signal: gone.signal }).catch(() => undefined);
    call.off('cancelled', leave);
  }
}

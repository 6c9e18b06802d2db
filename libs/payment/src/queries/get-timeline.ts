import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest, TimelineEntry } from '@counterfoil/contracts';
import type { EventStore, RecordedEvent } from '@counterfoil/event-sourcing';
import { EVENT_STORE, listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { timeline } from '../read-model/timeline.ts';

/** Every event about a payment over all contexts, oldest first, in commit order. */
export class GetTimeline extends Query<Page<TimelineEntry>> {
  constructor(
    readonly paymentId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

const cursors = listCursor('timeline', 'oldest_first');

interface Place {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
}

const entry = (event: RecordedEvent): TimelineEntry => ({
  id: event.eventId,
  position: String(event.position),
  occurred_at: event.metadata.occurredAt,
  stream: event.stream,
  revision: event.revision,
  type: event.type,
  actor: event.metadata.actor,
  correlation_id: event.metadata.correlationId,
  causation_id: event.metadata.causationId,
  data: event.data,
});

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ paymentId, page }: GetTimeline): Promise<Page<TimelineEntry>> {
    const after = cursors.decode(page.cursor);
    await this.barrier.caughtUp(timeline);
    const { rows } = await this.pool.query<Place>({
      name: 'timeline-page',
      text: `select position, stream, revision from payment.timeline_v1
             where payment_id = $1 and position > $2 order by position limit $3`,
      values: [paymentId, after, page.limit + 1],
    });
    const places = pageOfRows(rows, page.limit, ({ position }) => cursors.encode(position));
    return { ...places, data: (await this.read(places.data)).map(entry) };
  }

  /** A payment has few streams, and each is read once. */
  private async read(places: readonly Place[]): Promise<readonly RecordedEvent[]> {
    const wanted = new Set(places.map(place => BigInt(place.position)));
    const first = new Map<string, number>();
    for (const { stream, revision } of places) if (!first.has(stream)) first.set(stream, revision);
    const events: RecordedEvent[] = [];
    for (const [stream, from] of first)
      for await (const event of this.store.readStream(stream, { from }))
        if (wanted.has(event.position)) events.push(event);
    return events.sort((one, other) => (one.position < other.position ? -1 : 1));
  }
}

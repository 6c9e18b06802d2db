import { Inject, Injectable } from '@nestjs/common';
import type { Page, ProviderCallbackResource } from '@counterfoil/contracts';
import type { ListProviderCallbacksQuery } from '@counterfoil/contracts/requests';
import { DeadLetters, type DeadLetter, type EventStore, type RecordedEvent } from '@counterfoil/event-sourcing';
import { EVENT_STORE, listCursor, pageOfRows, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import { CALLBACK_READER, callbackStream, providerCallbackCodec } from '../provider-callback.ts';

const cursors = listCursor('provider-callbacks', 'newest_first');

const STATES = { unmatched: 'dead', retrying: 'due' } as const;

interface Unmatched {
  readonly position: bigint;
  readonly resource: ProviderCallbackResource;
}

const resourceOf = (event: RecordedEvent, letter: DeadLetter): ProviderCallbackResource => {
  const { provider, eventId: event_id, reference, dispute } = providerCallbackCodec.decode(event);
  return {
    ...{ id: `${provider}.${event_id}`, provider, event_id, reference, dispute },
    received_at: event.metadata.occurredAt,
    status: letter.state === 'due' ? 'retrying' : 'unmatched',
    error: letter.error,
    tries: letter.attempts,
  };
};

/**
 * The providers' news that nobody could look into. A merchant sees what is about a charge of its own, or about none that
 * there is: nothing of another merchant's.
 */
@Injectable()
export class UnmatchedCallbacks {
  private readonly letters: DeadLetters;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {
    this.letters = new DeadLetters(pool, CALLBACK_READER);
  }

  /** Newest first in log order. */
  async list(merchantId: string, query: ListProviderCallbacksQuery): Promise<Page<ProviderCallbackResource>> {
    const { limit, cursor, status } = query;
    const state = status ? STATES[status] : null;
    const rows: Unmatched[] = [];
    let before: bigint | undefined = BigInt(cursors.decode(cursor));
    while (before !== undefined && rows.length <= limit) {
      const letters: readonly DeadLetter[] = await this.letters.newest({ before, limit: limit + 1, state });
      rows.push(...(await this.visible(merchantId, letters)));
      before = letters.length > limit ? letters.at(-1)?.position : undefined;
    }
    const page = pageOfRows(rows, limit, ({ position }) => cursors.encode(String(position)));
    return { ...page, data: page.data.map(({ resource }) => resource) };
  }

  /** Has one looked into again. Null: there is none for the merchant; `not_waiting`: it has been, or is about to be. */
  async retry(merchantId: string, id: string): Promise<ProviderCallbackResource | 'not_waiting' | null> {
    const stream = callbackStream(id);
    const [event] = await this.read(stream);
    if (!event || (await this.visibleOf(merchantId, [event])).length === 0) return null;
    const letter = await this.letters.firstOf(stream);
    if (!letter || (await this.letters.redrive(stream)) === 0) return 'not_waiting';
    return resourceOf(event, { ...letter, state: 'due' });
  }

  private async visible(merchantId: string, letters: readonly DeadLetter[]): Promise<readonly Unmatched[]> {
    const events = (await Promise.all(letters.map(({ stream }) => this.read(stream)))).flat();
    const byPosition = new Map(letters.map(letter => [letter.position, letter]));
    return (await this.visibleOf(merchantId, events)).flatMap(event => {
      const letter = byPosition.get(event.position);
      return letter ? [{ position: event.position, resource: resourceOf(event, letter) }] : [];
    });
  }

  private async visibleOf(merchantId: string, events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    await this.barrier.caughtUp({ name: 'charge_view' });
    const referenceOf = (event: RecordedEvent): string => providerCallbackCodec.decode(event).reference;
    const { rows } = await this.pool.query<{ id: string }>({
      name: 'charges-of-others',
      text: 'select id from charge_attempt.charge_view_v3 where id = any ($1) and merchant_id <> $2',
      values: [events.map(referenceOf), merchantId],
    });
    const others = new Set(rows.map(({ id }) => id));
    return events.filter(event => !others.has(referenceOf(event)));
  }

  private async read(stream: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream)) events.push(event);
    return events;
  }
}

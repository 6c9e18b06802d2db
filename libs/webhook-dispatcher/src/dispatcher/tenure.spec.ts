import type { RecordedEvent } from '@counterfoil/event-sourcing';
import { eventually } from '@counterfoil/testing';
import { deliveryId } from '../read-model/delivery-rows.ts';
import type { Due } from '../read-model/due-deliveries.ts';
import type { Listener } from '../read-model/listeners.ts';
import type { Attempt } from './lane.ts';
import { Tenure } from './tenure.ts';

const target = {
  ...{ url: 'https://shop.example/', headers: {}, secrets: [] },
  ...{ rate_limit_per_s: null, concurrency: 3, ordered: false, v1a: false },
};

const due = (endpoint_id: string, number: number, changes: Partial<Due> = {}): Due => ({
  ...{ id: `${endpoint_id}-${number}`, endpoint_id, merchant_id: 'mer_1', event_id: `evt_${number}`, payment_id: null },
  ...{ trace_id: '0'.repeat(32), round: '1', tries: 0, body: '{}', ...target },
  ...changes,
});

const listener = (id: string, changes: Partial<Listener> = {}): Listener => ({
  ...{ id, merchant_id: 'mer_1', event_types: ['*'], is_gone: false, changed_position: '1', ...target },
  ...changes,
});

const at = '2026-11-21T10:00:00.000Z';

/** What merchant `mer_1` was told, as the log has it. */
const recorded = (position: number): RecordedEvent => {
  const about = { merchantId: 'mer_1', paymentId: null, traceId: '0'.repeat(32), onlyTo: null, notTo: null };
  const eventId = `evt_${position}`;
  const metadata = {
    ...about,
    schemaVersion: 1,
    causationId: 'request',
    correlationId: about.traceId,
    actor: 'system',
  };
  return {
    ...{ stream: `webhook_event-${eventId}`, revision: 0, position: BigInt(position), eventId: `uuid-${position}` },
    type: 'WebhookEventRecorded',
    data: { ...about, eventId, eventType: 'payment.created', createdAt: at, sequence: null, data: {} },
    metadata: { ...metadata, occurredAt: at },
  };
};

const deliveryOf = (position: number, endpointId: string): string =>
  deliveryId({ eventId: `evt_${position}`, createdAt: at }, endpointId);

/** Receivers that a test answers for, on rows that know what ended once the rows have caught up. */
class World {
  readonly begun: string[] = [];
  readonly waiting = new Map<string, (isDelivered: boolean) => void>();
  /** Whether an endpoint answers at once, and what. */
  readonly answers = new Map<string, boolean>();
  /** When what was answered is recorded. */
  recording = Promise.resolve();
  /** Endpoints whose tries cannot be recorded. */
  readonly unrecorded = new Set<string>();
  private readonly rows = new Map<string, Due>();
  private readonly ended: string[] = [];
  private readonly ending = new AbortController();
  readonly troubles: unknown[] = [];
  /** Endpoints that take deliveries, and how often rows were read. */
  readonly listeners = new Map<string, Listener>();
  reads = 0;
  /** When the rows have caught up, and whether somebody waits for that. */
  behind = Promise.resolve();
  isBehind = false;
  /** When the rows that are being read are answered. */
  answered = Promise.resolve();
  position = 0n;
  readonly tenure = new Tenure(
    {
      caughtUp: async () => {
        this.isBehind = true;
        await this.behind;
        this.isBehind = false;
        for (const id of this.ended.splice(0)) this.rows.delete(id);
      },
      readDue: async (inHand, full, limit) => {
        this.reads += 1;
        const read = [...Map.groupBy(this.rows.values(), row => row.endpoint_id)]
          .filter(([id]) => !full.includes(id))
          .flatMap(([, rows]) => rows.filter(({ id }) => !inHand.includes(id)).slice(0, limit * rows[0]!.concurrency));
        await this.answered;
        return read;
      },
      readUpTo: () => this.position,
      readListeners: async ids => [...this.listeners.values()].filter(({ merchant_id }) => ids.includes(merchant_id)),
      attempt: (one, answered) => this.attempt(one, answered),
      stumbled: error => void this.troubles.push(error),
    },
    this.ending.signal,
  );
  private readonly running = this.tenure.run();

  add(...rows: readonly Due[]): void {
    this.write(...rows);
    this.tenure.look();
  }

  write(...rows: readonly Due[]): void {
    for (const row of rows) this.rows.set(row.id, row);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    for (const answer of this.waiting.values()) answer(false);
    await this.running;
  }

  private async attempt(...[{ id, endpoint_id }, answered]: Parameters<Attempt>): Promise<boolean> {
    this.begun.push(id);
    const known = this.answers.get(endpoint_id);
    if (this.unrecorded.has(endpoint_id)) throw new Error('no space left on the disk');
    const isDelivered = known ?? (await new Promise<boolean>(resolve => this.waiting.set(id, resolve)));
    answered(isDelivered);
    await this.recording;
    this.ended.push(id);
    return isDelivered;
  }
}

const many = (endpoint: string, count: number, changes: Partial<Due> = {}) =>
  Array.from({ length: count }, (_, index) => due(endpoint, index + 1, changes));

describe('the dispatcher', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.stop());

  it('sends each delivery once, however many there are, never two tries of one', async () => {
    world.answers.set('we_1', true);
    world.add(...many('we_1', 500));
    await eventually(() => world.begun.length >= 500);
    world.tenure.look();
    await world.tenure.drain(1_000);
    expect(new Set(world.begun).size).toBe(500);
    expect(world.begun).toHaveLength(500);
  });

  it('begins further tries while what was answered is being recorded, until twice as many wait for that as it takes at once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.recording = promise;
    world.answers.set('we_1', true);
    world.add(...many('we_1', 20));
    await eventually(() => world.begun.length === 6);
    expect([world.tenure.standing.inFlight, world.tenure.standing.lanes]).toEqual([0, 1]);
    await world.tenure.drain(50);
    expect(world.begun).toHaveLength(6);
    resolve();
    await eventually(() => world.begun.length === 20);
  });

  it('begins none beside a failure that is being recorded', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.recording = promise;
    world.answers.set('we_1', false);
    world.add(...many('we_1', 20, { concurrency: 1 }));
    await eventually(() => world.begun.length === 1);
    await world.tenure.drain(50);
    expect(world.begun).toHaveLength(1);
    resolve();
    await eventually(() => world.begun.length === 20);
  });

  it('is drained when nothing moves any more: what hangs is not waited for again and again', async () => {
    world.add(...many('we_1', 20));
    await eventually(() => world.waiting.size === 3);
    expect(await world.tenure.drain(100)).toBe(0);
  });

  it('has as many tries under way at an endpoint as that takes, and one while it fails', async () => {
    world.add(...many('we_1', 20));
    await eventually(() => world.waiting.size === 3);
    world.tenure.look();
    for (const answer of world.waiting.values()) answer(false);
    await eventually(() => world.begun.length === 4);
    world.waiting.get(world.begun[3]!)!(true);
    await eventually(() => world.begun.length === 7);
    expect(world.begun).toHaveLength(7);
  });

  it('lets an endpoint that hangs on a backlog hold up no other', async () => {
    world.add(...many('we_hung', 5_000));
    await eventually(() => world.waiting.size === 3);
    world.answers.set('we_1', true);
    world.add(...many('we_1', 300));
    await eventually(() => world.begun.filter(id => id.startsWith('we_1-')).length === 300);
    expect(world.begun.filter(id => id.startsWith('we_hung-'))).toHaveLength(3);
  });

  it('does not hammer a receiver while its tries cannot be recorded', async () => {
    world.unrecorded.add('we_1');
    world.add(...many('we_1', 10));
    world.answers.set('we_2', true);
    world.add(...many('we_2', 300));
    await eventually(() => world.begun.filter(id => id.startsWith('we_2-')).length === 300);
    expect(world.begun.filter(id => id.startsWith('we_1-')).length).toBeLessThan(10);
    expect(world.troubles).not.toHaveLength(0);
  });

  it('gives back what was read ahead when it may not be right any more', async () => {
    world.add(...many('we_1', 10));
    await eventually(() => world.waiting.size === 3);
    world.tenure.change('mer_1');
    world.answers.set('we_1', true);
    for (const answer of world.waiting.values()) answer(true);
    await eventually(() => world.begun.length === 10);
    expect(new Set(world.begun).size).toBe(10);
  });

  it('keeps to a rate limit, and sends others meanwhile', async () => {
    world.answers.set('we_1', true).set('we_2', true);
    world.add(...many('we_1', 6, { rate_limit_per_s: 0.001 }));
    world.add(...many('we_2', 100));
    await eventually(() => world.begun.filter(id => id.startsWith('we_2-')).length === 100);
    expect(world.begun.filter(id => id.startsWith('we_1-'))).toEqual(['we_1-1']);
  });
});

describe('what has just been recorded', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.stop());

  /** The endpoints are known once something was recorded; answers how often rows were read until then. */
  const known = async (...listeners: readonly Listener[]): Promise<number> => {
    for (const one of listeners) world.listeners.set(one.id, one);
    world.tenure.tell(recorded(2));
    await world.tenure.drain(1_000);
    return world.reads;
  };

  it('goes out without its row, once, also when the rows come to have it', async () => {
    const reads = await known(listener('we_1'), listener('we_2', { event_types: ['payment.failed'] }));
    world.tenure.tell(recorded(3));
    expect(world.begun).toEqual([deliveryOf(3, 'we_1')]);
    world.tenure.tell(recorded(3));
    expect(world.reads).toBe(reads);
    world.add(due('we_1', 3, { id: deliveryOf(3, 'we_1') }));
    await world.tenure.drain(50);
    world.waiting.get(deliveryOf(3, 'we_1'))!(true);
    await world.tenure.drain(1_000);
    // Nobody remembers it any more, but the rows were read since.
    await world.tenure.drain(1_000);
    world.position = 3n;
    world.tenure.tell(recorded(3));
    expect(world.begun).toEqual([deliveryOf(3, 'we_1')]);
  });

  it('is not sent again for rows that were being read meanwhile, whether it is under way or has ended', async () => {
    await known(listener('we_1'));
    for (const position of [3, 4]) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { reads } = world;
      world.answered = promise;
      world.add(due('we_1', position, { id: deliveryOf(position, 'we_1') }));
      await eventually(() => world.reads > reads);
      world.tenure.tell(recorded(position));
      if (position === 4) world.waiting.get(deliveryOf(4, 'we_1'))!(true);
      await world.tenure.drain(20);
      resolve();
      await world.tenure.drain(20);
    }
    expect(world.begun).toEqual([deliveryOf(3, 'we_1'), deliveryOf(4, 'we_1')]);
  });

  it('is looked for in the rows when its endpoint wants strict order, or has changed since', async () => {
    const reads = await known(listener('we_1', { ordered: true }));
    world.tenure.tell(recorded(3));
    await world.tenure.drain(1_000);
    expect(world.reads).toBeGreaterThan(reads);
    world.tenure.change('mer_1');
    const again = await known(listener('we_1', { changed_position: '9' }));
    world.tenure.tell(recorded(3));
    await world.tenure.drain(1_000);
    expect(world.reads).toBeGreaterThan(again);
    expect(world.begun).toEqual([]);
  });

  it('waits in the rows behind a receiver that hangs, which are not read for it until there is room', async () => {
    const reads = await known(listener('we_1'));
    for (let position = 3; position < 30; position += 1) world.tenure.tell(recorded(position));
    expect(world.begun).toHaveLength(3);
    expect(world.reads).toBe(reads);
    const rows = Array.from({ length: 27 }, (_, index) => due('we_1', index, { id: deliveryOf(index + 3, 'we_1') }));
    world.answers.set('we_1', true);
    world.write(...rows);
    for (const answer of world.waiting.values()) answer(true);
    await eventually(() => world.begun.length === 27);
    expect(new Set(world.begun).size).toBe(27);
  });

  it('goes to no endpoint that is gone, and costs nothing where nobody listens', async () => {
    const reads = await known(listener('we_1', { is_gone: true }));
    world.tenure.tell(recorded(3));
    world.listeners.clear();
    world.tenure.change('mer_1');
    const again = await known();
    world.tenure.tell(recorded(4));
    expect([again > reads, world.reads, world.begun]).toEqual([true, again, []]);
  });

  it('is looked for in the rows, soon, while a try hangs at an endpoint that had more to do than it takes at once', async () => {
    await known(listener('we_1'));
    // Three are under way, ten wait, and one has found no room.
    for (let position = 3; position < 17; position += 1) world.tenure.tell(recorded(position));
    world.answers.set('we_1', true);
    for (const position of [4, 5]) world.waiting.get(deliveryOf(position, 'we_1'))!(true);
    await eventually(() => world.begun.length === 13);
    await world.tenure.drain(50);
    world.write(due('we_1', 17, { id: deliveryOf(17, 'we_1') }));
    world.tenure.tell(recorded(17));
    const soon = { timeoutMs: 500, describe: 'what was recorded, before the next second’s look' };
    await eventually(() => world.begun.includes(deliveryOf(17, 'we_1')), soon);
  });

  it('is looked for again when it was taken back before its row was there', async () => {
    await known(listener('we_1', { concurrency: 1 }));
    const { promise, resolve } = Promise.withResolvers<void>();
    world.behind = promise;
    world.tenure.change('mer_2');
    await eventually(() => world.isBehind);
    for (const position of [3, 4]) world.tenure.tell(recorded(position));
    world.write(due('we_1', 4, { id: deliveryOf(4, 'we_1'), concurrency: 1 }));
    const { reads } = world;
    resolve();
    const soon = { timeoutMs: 500, describe: 'a second look, before the next second’s' };
    await eventually(() => world.reads > reads + 1, soon);
  });

  it('waits for its rows once so much was sent that they know nothing of: what is remembered of it is bounded', async () => {
    await known(listener('we_1'));
    world.answers.set('we_1', true);
    const { promise, resolve } = Promise.withResolvers<void>();
    world.behind = promise;
    for (let position = 3; position < 10_100; position += 1) {
      world.tenure.tell(recorded(position));
      await new Promise(process.nextTick);
    }
    expect(world.begun).toHaveLength(10_000);
    resolve();
    await world.tenure.drain(1_000);
    world.tenure.tell(recorded(20_000));
    expect(world.begun).toHaveLength(10_001);
  });
});

import { eventually } from '@counterfoil/testing';
import type { Due } from '../read-model/due-deliveries.ts';
import { Tenure } from './tenure.ts';

const due = (endpoint_id: string, number: number, changes: Partial<Due> = {}): Due => ({
  ...{ id: `${endpoint_id}-${number}`, endpoint_id, merchant_id: 'mer_1', event_id: `evt_${number}`, payment_id: null },
  ...{
    trace_id: '0'.repeat(32),
    round: '1',
    tries: 0,
    body: '{}',
    url: 'https://shop.example/',
    headers: {},
    secrets: [],
  },
  ...{ rate_limit_per_s: null, concurrency: 3, ordered: false, v1a: false },
  ...changes,
});

/** Receivers that a test answers for, on rows that know what ended once the rows have caught up. */
class World {
  readonly begun: string[] = [];
  readonly waiting = new Map<string, (isDelivered: boolean) => void>();
  /** Whether an endpoint answers at once, and what. */
  readonly answers = new Map<string, boolean>();
  /** Endpoints whose tries cannot be recorded. */
  readonly unrecorded = new Set<string>();
  private readonly rows = new Map<string, Due>();
  private readonly ended: string[] = [];
  private readonly ending = new AbortController();
  readonly troubles: unknown[] = [];
  /** Merchants with an endpoint. */
  readonly listening = ['mer_1'];
  readonly tenure = new Tenure(
    {
      caughtUp: async () => {
        for (const id of this.ended.splice(0)) this.rows.delete(id);
      },
      readDue: async (inHand, full, limit) =>
        [...Map.groupBy(this.rows.values(), row => row.endpoint_id)]
          .filter(([id]) => !full.includes(id))
          .flatMap(([, rows]) => rows.filter(({ id }) => !inHand.includes(id)).slice(0, limit * rows[0]!.concurrency)),
      readListening: async () => new Set(this.listening),
      attempt: one => this.attempt(one),
      stumbled: error => void this.troubles.push(error),
    },
    this.ending.signal,
  );
  private readonly running = this.tenure.run();

  add(...rows: readonly Due[]): void {
    for (const row of rows) this.rows.set(row.id, row);
    this.tenure.look();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    for (const answer of this.waiting.values()) answer(false);
    await this.running;
  }

  private async attempt({ id, endpoint_id }: Due): Promise<boolean> {
    this.begun.push(id);
    const known = this.answers.get(endpoint_id);
    if (this.unrecorded.has(endpoint_id)) throw new Error('no space left on the disk');
    const isDelivered = known ?? (await new Promise<boolean>(resolve => this.waiting.set(id, resolve)));
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
    world.tenure.look({ stale: true });
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

  it('need not look for merchants without an endpoint, unless the endpoints have changed', async () => {
    await eventually(() => !world.tenure.mayListen('mer_2'));
    expect(world.tenure.mayListen('mer_1')).toBe(true);
    world.listening.push('mer_2');
    world.tenure.look({ stale: true });
    expect(world.tenure.mayListen('mer_2')).toBe(true);
    await world.tenure.drain(1_000);
    expect([world.tenure.mayListen('mer_2'), world.tenure.mayListen('mer_3')]).toEqual([true, false]);
  });
});

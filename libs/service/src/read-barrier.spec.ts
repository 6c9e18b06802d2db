import type { EventStore } from '@counterfoil/event-sourcing';
import { ReadBarrier } from './read-barrier.ts';

const HEAD = 7n;
const store = { head: async () => HEAD } as EventStore;
const view = { name: 'payment_view' };

describe('the read barrier', () => {
  it('lets through once the rows hold what the log held when it was asked', async () => {
    const asked: bigint[] = [];
    const barrier = new ReadBarrier(store);
    const waitUntil = async (position: bigint): Promise<boolean> => asked.push(position) > 0;
    barrier.register(view, { waitUntil });
    await expect(barrier.caughtUp(view)).resolves.toBeUndefined();
    expect(asked).toEqual([HEAD]);
  });

  it('says that it is not ready, and when to come again, when they do not come to hold it', async () => {
    const barrier = new ReadBarrier(store);
    barrier.register(view, { waitUntil: async () => false });
    await expect(barrier.caughtUp(view)).rejects.toMatchObject({
      code: 'not_ready',
      status: 503,
      detail: 'The read model payment_view has not caught up yet. Try again in a moment.',
      extras: { retryAfter: 1 },
    });
  });

  it('says so of a read model that nobody runs', async () => {
    await expect(new ReadBarrier(store).caughtUp(view)).rejects.toMatchObject({ code: 'not_ready' });
  });
});

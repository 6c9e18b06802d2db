import { Problem } from '@counterfoil/platform';
import { drainServices } from './drain-services.ts';
import type { ServiceClient } from './service-client.ts';

/** A service whose instances tell, round by round, how much they have done; an error is thrown. */
const service = (...rounds: readonly (readonly (number | null)[] | Error)[]) => {
  const left = [...rounds];
  const askAll = async (): Promise<readonly { readonly done: number | null }[]> => {
    const told = left.shift() ?? [0];
    if (told instanceof Error) throw told;
    return told.map(done => ({ done }));
  };
  return { client: { askAll } as unknown as ServiceClient, left };
};

describe('a drain of every process', () => {
  it('goes on until a whole round of all has found nothing to do', async () => {
    const [payment, session] = [service([2, 0], [0, 0], [1, 0], [0, 0]), service([0], [3], [0], [0])];
    expect(await drainServices([payment.client, session.client]).drain()).toBe(6);
    expect([payment.left, session.left]).toEqual([[], []]);
  });

  it('says that something may be left, when a process does', async () => {
    expect(await drainServices([service([1]).client, service([null]).client]).drain()).toBeNull();
  });

  it('asks again when a process is away or too busy', async () => {
    const away = new Problem('not_ready', 'The payment service cannot be reached.', { retryAfter: 1 });
    const payment = service(away, [4], [0]);
    expect(await drainServices([payment.client]).drain()).toBe(4);
  });
});

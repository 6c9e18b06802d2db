import { PROVIDER_OUTAGE, type ProviderOutage } from '../provider-outage.ts';
import { overNetwork } from './over-network.contract.ts';
import { InternalProvidersController, RemoteProviderOutage } from './provider-outage.ts';
import type { ServiceClient } from './service-client.ts';

/** Instances that tell these outages; the number of their questions. */
const instances = async (...outages: readonly (number | null | Error)[]) => {
  let asked = 0;
  const ends = [];
  for (const told of outages) {
    const useValue: ProviderOutage = {
      outageMs: () => {
        asked += 1;
        if (told instanceof Error) throw told;
        return told;
      },
    };
    const port = { provide: PROVIDER_OUTAGE, useValue };
    ends.push(await overNetwork('charge-attempt', 'payment', InternalProvidersController, port));
  }
  return { ends, asked: () => asked };
};

type End = Awaited<ReturnType<typeof overNetwork>>;

/** One client of all of them. */
const outageOf = (ends: readonly End[]): RemoteProviderOutage =>
  new RemoteProviderOutage({
    askEach: async (...question: Parameters<ServiceClient['askEach']>) =>
      (await Promise.all(ends.map(({ client }) => client.askEach(...question)))).flat(),
  } as unknown as ServiceClient);

describe('an outage of all providers, asked of the instances that call them,', () => {
  it.each<[string, readonly (number | null | Error)[], number | null]>([
    ['is none when no instance has met one', [null, null], null],
    ['is believed of the one instance that has met it', [null, 4_000], 4_000],
    ['lasts as long as the longest that is told', [2_000, 4_000], 4_000],
    ['is none when nobody can tell', [new Error('broken')], null],
  ])('%s', async (_what, outages, told) => {
    const { ends } = await instances(...outages);
    expect(await outageOf(ends).outageMs()).toBe(told);
    await Promise.all(ends.map(end => end.close()));
  });

  it('is asked about once for payments that come together', async () => {
    const { ends, asked } = await instances(null);
    const outage = outageOf(ends);
    await Promise.all(Array.from({ length: 50 }, () => outage.outageMs()));
    expect(asked()).toBe(1);
    await Promise.all(ends.map(end => end.close()));
  });

  it('is none, soon, when the service is away', async () => {
    const { ends } = await instances(1_000);
    await ends[0]!.close();
    expect(await outageOf(ends).outageMs()).toBeNull();
  });
});

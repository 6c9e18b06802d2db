import { refuseInOutage } from './provider-outage.ts';

const refused = async (outageMs: number | null, begins: boolean) => {
  const undone: string[] = [];
  const refusal = await refuseInOutage(
    { outageMs: () => outageMs },
    async () => begins,
    async () => void undone.push('undone'),
  ).then(
    () => null,
    (error: unknown) => error,
  );
  return { refusal, undone };
};

describe('while no provider can be called', () => {
  it.each([
    [4_001, 5],
    [5_000, 5],
    [0, 1],
  ])(
    'for %i ms, nothing new begins, what was taken for it is undone, and the answer is to come back in %i s',
    (ms, s) =>
      expect(refused(ms, true)).resolves.toMatchObject({
        refusal: { status: 503, code: 'provider_unavailable', extras: { retryAfter: s } },
        undone: ['undone'],
      }),
  );

  it('what begins nothing new goes on', async () =>
    expect(await refused(5_000, false)).toEqual({ refusal: null, undone: [] }));

  it.each([true, false])('everything goes on when there is a provider', async begins =>
    expect(await refused(null, begins)).toEqual({ refusal: null, undone: [] }),
  );
});

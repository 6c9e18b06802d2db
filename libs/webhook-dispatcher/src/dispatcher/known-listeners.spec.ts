import type { Listener } from '../read-model/listeners.ts';
import { KnownListeners } from './known-listeners.ts';

const ofMerchant = (merchant_id: string) => ({ id: `we_of_${merchant_id}`, merchant_id }) as Listener;
const read = async (merchantIds: readonly string[]): Promise<readonly Listener[]> =>
  merchantIds.filter(id => id !== 'mer_none').map(ofMerchant);

describe('the endpoints of a merchant', () => {
  it('are known after they were asked about and learned, until they change', async () => {
    const listeners = new KnownListeners();
    for (const merchant of ['mer_1', 'mer_none']) expect(listeners.of(merchant)).toBeUndefined();
    await listeners.learn(read);
    expect([listeners.of('mer_1'), listeners.of('mer_none')]).toEqual([[ofMerchant('mer_1')], []]);
    listeners.forget('mer_1');
    expect(listeners.of('mer_1')).toBeUndefined();
  });

  it('are not known when they changed, or were asked about, while the rows were being read', async () => {
    const listeners = new KnownListeners();
    listeners.of('mer_1');
    await listeners.learn(async ids => {
      listeners.forget('mer_1');
      listeners.of('mer_2');
      return [...(await read(ids)), ofMerchant('mer_2')];
    });
    expect([listeners.of('mer_1'), listeners.of('mer_2')]).toEqual([undefined, undefined]);
    await listeners.learn(read);
    expect([listeners.of('mer_1'), listeners.of('mer_2')]).toEqual([[ofMerchant('mer_1')], [ofMerchant('mer_2')]]);
  });

  it('are not learned from rows that are being computed anew', async () => {
    const listeners = new KnownListeners();
    listeners.of('mer_1');
    await listeners.learn(async () => undefined);
    expect(listeners.of('mer_1')).toBeUndefined();
    await listeners.learn(read);
    expect(listeners.of('mer_1')).toEqual([ofMerchant('mer_1')]);
  });
});

import { cards, eventually } from '@counterfoil/testing';
import type { Connector } from '../connector.ts';
import { IMPATIENT_MS, PATIENT_MS, request, type ProviderUnderTest } from './provider-under-test.ts';

/** That what was given up is not charged for ever after, in whatever order the calls arrive. */
export const givingUp = (provider: () => ProviderUnderTest): void =>
  describe('gives up', () => {
    let connector: Connector;
    let impatient: Connector;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
      impatient = provider().connect(IMPATIENT_MS);
    });

    it('what never arrived: it is refused when it arrives after all, and nobody has heard of it', async () => {
      const asked = request();
      for (let times = 0; times < 2; times += 1) expect(await connector.abandon(asked)).toEqual({ type: 'abandoned' });
      expect(await connector.authorize(asked)).toMatchObject({ type: 'unknown' });
      expect(await connector.status(asked)).toEqual({ type: 'not_found' });
      expect(await connector.abandon(asked)).toEqual({ type: 'abandoned' });
      expect(await provider().books(asked.reference)).toEqual([]);
    });

    it('what is on its way, which the provider does not swear to before it has refused it', async () => {
      await provider().fault('delay_before', { delay_ms: 1_500 });
      const asked = request();
      const sent = impatient.authorize(asked);
      expect(await sent).toMatchObject({ type: 'unknown' });
      expect((await connector.abandon(asked)).type).toBe('unknown');
      await eventually(async () => (await connector.abandon(asked)).type === 'abandoned');
      expect(await provider().books(asked.reference)).toEqual([]);
    });

    it('nothing that was decided: it learns how', async () => {
      for (const [number, type] of [
        [cards.visa, 'approved'],
        [cards.declined, 'declined'],
        [cards.challenge, 'action_required'],
      ] as const) {
        const asked = request({}, number);
        const outcome = await connector.authorize(asked);
        expect(outcome.type).toBe(type);
        expect(await connector.abandon(asked)).toEqual(outcome);
      }
    });

    it('either all of it or nothing, when it is asked for at the same time', async () => {
      for (let times = 0; times < 10; times += 1) {
        const asked = request();
        const [, first] = await Promise.all([connector.authorize(asked), connector.abandon(asked)]);
        const last = first.type === 'unknown' ? await connector.abandon(asked) : first;
        expect(['approved', 'abandoned']).toContain(last.type);
        expect(await provider().books(asked.reference)).toHaveLength(last.type === 'approved' ? 1 : 0);
        expect((await connector.status(asked)).type).toBe(last.type === 'approved' ? 'approved' : 'not_found');
      }
    });

    it.each(['drop_before', 'drop_after', 'error_before', 'error_after'])(
      'nothing for certain with a call that suffered %s, and may ask again',
      async fault => {
        const asked = request();
        await provider().fault(fault, { operation: 'status' });
        expect(await connector.abandon(asked)).toMatchObject({ type: 'unknown' });
        expect(await connector.abandon(asked)).toEqual({ type: 'abandoned' });
      },
    );

    it('nothing where nobody listens', async () =>
      expect(await provider().unreachable.abandon(request())).toMatchObject({ type: 'unknown' }));
  });

import { cards } from '@counterfoil/testing';
import type { Connector } from '../connector.ts';
import { MISMATCH, PATIENT_MS, request, type ProviderUnderTest } from './provider-under-test.ts';

/** What a connector makes of a provider that answers. */
export const authorizing = (provider: () => ProviderUnderTest): void =>
  describe('asks for money', () => {
    let connector: Connector;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
    });

    it('and has it, or holds it when it is to be captured later', async () => {
      for (const capture of [true, false]) {
        const asked = request({ capture });
        const outcome = await connector.authorize(asked);
        const type = capture ? 'approved' : 'authorized';
        expect(outcome).toEqual({ type, providerReference: expect.stringMatching(/./) });
        expect(await connector.status(asked)).toEqual(outcome);
      }
    });

    it.each([
      ['hard', cards.declined, 'card_declined'],
      ['hard', cards.insufficientFunds, 'insufficient_funds'],
      ['hard', cards.lost, 'lost_card'],
      ['hard', cards.captureFails, 'capture_failed'],
    ])('and is told no, %s: %s', async (category, number, code) => {
      const asked = request({}, number);
      const outcome = await connector.authorize(asked);
      expect(outcome).toEqual({ type: 'declined', code, category, message: expect.stringMatching(/\w\.$/) });
      expect(await connector.status(asked)).toEqual(outcome);
    });

    it('and is told no, soft, where the card cannot be processed', async () => {
      const outcome = await connector.authorize(request({}, cards.processingError));
      expect(outcome).toMatchObject(
        provider().failsToProcess
          ? { type: 'declined', code: 'processing_error', category: 'soft' }
          : { type: 'approved' },
      );
    });

    it.each([
      ['Complete', { type: 'approved' }],
      ['Fail', { type: 'declined', code: 'authentication_failed', category: 'hard' }],
    ] as const)('and has the payer challenged, who presses %s', async (button, decided) => {
      const asked = request({}, cards.challenge);
      const outcome = await connector.authorize(asked);
      if (outcome.type !== 'action_required') throw new Error(`It says ${outcome.type}`);
      expect(outcome.redirectUrl).toMatch(/^http/);
      expect(await connector.status(asked)).toEqual(outcome);
      await provider().answerChallenge(outcome.redirectUrl, button);
      expect(await connector.status(asked)).toMatchObject(decided);
    });

    it('and has a payer challenged whose card needs none', async () => {
      expect(await connector.authorize(request({ challenge: true }))).toMatchObject({ type: 'action_required' });
    });

    it('without a cvc, which is gone after a restart', async () => {
      const { card, ...asked } = request();
      expect(await connector.authorize({ ...asked, card: { ...card, cvc: null } })).toMatchObject({ type: 'approved' });
    });

    it('once, however often it asks', async () => {
      const asked = request();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => connector.authorize(asked)));
      outcomes.push(await connector.authorize(asked));
      expect(outcomes).toContainEqual({ type: 'approved', providerReference: expect.any(String) });
      // A repeat may come while the first call is worked on: then nothing is known yet, and nothing else is said.
      expect(outcomes.filter(({ type }) => type !== 'approved' && type !== 'unknown')).toEqual([]);
      expect(await provider().books(asked.reference)).toMatchObject([{ status: 'succeeded', amount: 12_500 }]);
    });

    it('of another amount under the same reference, and learns nothing from the refusal', async () => {
      const asked = request();
      await connector.authorize(asked);
      expect(await connector.authorize({ ...asked, amount: 1n })).toMatchObject({ type: 'unknown' });
      expect(await provider().books(asked.reference)).toMatchObject([{ amount: 12_500 }]);
    });

    it('that the provider has never heard of', async () => {
      expect(await connector.status(request())).toEqual({ type: 'not_found' });
    });

    it.each([{ amount: 12_501n }, { currency: 'EUR' }])(
      'and takes no answer about other money for one: %p',
      async other => {
        const asked = request();
        await connector.authorize(asked);
        const evidence: unknown = expect.stringContaining(`mismatch: ${Object.keys(other)[0]}`);
        expect(await connector.status({ ...asked, ...other })).toEqual({ ...MISMATCH, evidence });
      },
    );
  });

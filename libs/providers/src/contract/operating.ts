import { cards } from '@counterfoil/testing';
import type { Connector } from '../connector.ts';
import { operationOn, MISMATCH, PATIENT_MS, request, UNKNOWN, type ProviderUnderTest } from './provider-under-test.ts';

const message: unknown = expect.stringMatching(/\w\.$/);
const refused = (code: string) => ({ type: 'declined', code, message, category: 'hard' });

/** What a connector makes of a provider that answers about captures, voids and refunds. */
export const operating = (provider: () => ProviderUnderTest): void =>
  describe('asks of a charge', () => {
    let connector: Connector;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
    });

    const charge = async (capture: boolean, number: string = cards.visa) => {
      const asked = request({ capture }, number);
      return { asked, outcome: await connector.authorize(asked) };
    };

    it.each([
      ['capture', false],
      ['void', false],
      ['refund', true],
    ] as const)('its %s, once, and is told so however often it asks', async (operation, capture) => {
      const { asked } = await charge(capture);
      const wanted = operationOn(asked, operation);
      expect(await connector.operationStatus(wanted)).toEqual({ type: 'not_found' });
      expect(await connector.operate(wanted)).toEqual({ type: 'succeeded' });
      expect(await connector.operate(wanted)).toEqual({ type: 'succeeded' });
      expect(await connector.operationStatus(wanted)).toEqual({ type: 'succeeded' });
      const books = await provider().books(wanted.reference);
      expect(books.filter(row => row.operation === operation)).toMatchObject([{ status: 'succeeded', amount: 12_500 }]);
    });

    it('a part of it', async () => {
      const { asked } = await charge(false);
      expect(await connector.operate(operationOn(asked, 'capture', { amount: 5_000n }))).toEqual({ type: 'succeeded' });
      for (const amount of [2_000n, 3_000n])
        expect(await connector.operate(operationOn(asked, 'refund', { amount }))).toEqual({ type: 'succeeded' });
      expect(await connector.operate(operationOn(asked, 'refund', { amount: 1n }))).toEqual(
        refused('amount_exceeds_captured'),
      );
    });

    it('a capture that fails, also with another amount, and then a void', async () => {
      const { asked } = await charge(false, cards.captureFails);
      for (const amount of [12_500n, 100n]) {
        const wanted = operationOn(asked, 'capture', { amount });
        expect(await connector.operate(wanted)).toEqual(refused('capture_failed'));
        expect(await connector.operationStatus(wanted)).toEqual(refused('capture_failed'));
      }
      expect(await connector.operate(operationOn(asked, 'void'))).toEqual({ type: 'succeeded' });
    });

    it('what became of a capture, and takes a failed one of another amount for none', async () => {
      const { asked } = await charge(false, cards.captureFails);
      await connector.operate(operationOn(asked, 'capture'));
      const status = await connector.operationStatus(operationOn(asked, 'capture', { amount: 100n }));
      expect(status).toEqual({ type: 'not_found' });
    });

    it('to call off a challenge', async () => {
      const { asked, outcome } = await charge(true, cards.challenge);
      if (outcome.type !== 'action_required') throw new Error(`It says ${outcome.type}`);
      expect(await connector.operate(operationOn(asked, 'void'))).toEqual({ type: 'succeeded' });
      await provider().answerChallenge(outcome.redirectUrl, 'Complete');
      expect(await connector.status(asked)).toMatchObject({ type: 'declined', code: 'cancelled' });
    });

    it.each([
      ['Complete', 'already_captured'],
      ['Fail', 'not_authorized'],
    ] as const)('to call off a challenge too late, the payer pressed %s', async (button, code) => {
      const { asked, outcome } = await charge(true, cards.challenge);
      if (outcome.type !== 'action_required') throw new Error(`It says ${outcome.type}`);
      await provider().answerChallenge(outcome.redirectUrl, button);
      const wanted = operationOn(asked, 'void');
      expect(await connector.operate(wanted)).toEqual(refused(code));
      expect(await connector.operationStatus(wanted)).toEqual({ type: 'not_found' });
    });

    it('what cannot be done any more, and is refused for certain', async () => {
      const { asked: voided } = await charge(false);
      await connector.operate(operationOn(voided, 'void'));
      expect(await connector.operate(operationOn(voided, 'capture'))).toEqual(refused('already_voided'));
      expect(await connector.operate(operationOn(voided, 'refund'))).toEqual(refused('not_captured'));
      const { asked: captured } = await charge(false);
      await connector.operate(operationOn(captured, 'capture'));
      expect(await connector.operate(operationOn(captured, 'void'))).toEqual(refused('already_captured'));
      const { asked: held } = await charge(false);
      const tooMuch = operationOn(held, 'capture', { amount: 12_501n });
      expect(await connector.operate(tooMuch)).toEqual(refused('amount_exceeds_authorized'));
      const { asked: waiting } = await charge(false, cards.challenge);
      expect(await connector.operate(operationOn(waiting, 'capture'))).toEqual(refused('not_authorized'));
    });

    it('another capture than the one that went through, and learns nothing from the refusal', async () => {
      const { asked } = await charge(false);
      await connector.operate(operationOn(asked, 'capture', { amount: 5_000n }));
      const other = operationOn(asked, 'capture', { amount: 6_000n });
      expect(await connector.operate(other)).toMatchObject({ type: 'unknown' });
      expect(await connector.operationStatus(other)).toEqual({
        ...MISMATCH,
        evidence: 'mismatch: amount 5000, asked for 6000',
      });
    });

    it('a capture of what was captured at once, and learns nothing from the refusal', async () => {
      const { asked } = await charge(true);
      expect(await connector.operate(operationOn(asked, 'capture'))).toMatchObject({ type: 'unknown' });
    });

    it.each([{ currency: 'EUR' }, { amount: 12_501n }])('a refund of other money: %p', async other => {
      const { asked } = await charge(true);
      const wanted = operationOn(asked, 'refund');
      await connector.operate(wanted);
      const evidence: unknown = expect.stringContaining(`mismatch: ${Object.keys(other)[0]}`);
      expect(await connector.operationStatus({ ...wanted, ...other })).toEqual({ ...MISMATCH, evidence });
    });

    it('that nobody knows, and learns nothing', async () =>
      expect(await connector.operate(operationOn(request(), 'capture'))).toEqual({
        ...UNKNOWN,
        evidence: 'HTTP 404',
      }));
  });

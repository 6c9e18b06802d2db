import { cards, eventually } from '@counterfoil/testing';
import { notSent } from '../answered.ts';
import type { Connector } from '../connector.ts';
import {
  IMPATIENT_MS,
  MISMATCH,
  operationOn,
  PATIENT_MS,
  request,
  UNKNOWN,
  unknownAfter,
  type ProviderUnderTest,
} from './provider-under-test.ts';

const SILENCE = { delay_ms: 3_000 };

/** What a connector makes of a provider, or a network, that fails. */
export const suffering = (provider: () => ProviderUnderTest): void => {
  let connector: Connector;
  let impatient: Connector;
  beforeAll(() => {
    connector = provider().connect(PATIENT_MS);
    impatient = provider().connect(IMPATIENT_MS);
  });

  describe('does not know what became of a call', () => {
    it.each(['drop_before', 'error_before'])(
      'that suffered %s, learns that nothing did, and may repeat it',
      async fault => {
        await provider().fault(fault);
        const asked = request();
        expect(await connector.authorize(asked)).toEqual(UNKNOWN);
        expect(await connector.status(asked)).toEqual({ type: 'not_found' });
        expect(await connector.authorize(asked)).toMatchObject({ type: 'approved' });
      },
    );

    it.each(['drop_after', 'error_after', 'malformed', 'wrong_amount', 'wrong_currency'])(
      'that suffered %s, and learns that it was done',
      async fault => {
        await provider().fault(fault);
        const asked = request();
        expect(await connector.authorize(asked)).toEqual(unknownAfter(fault));
        expect(await connector.status(asked)).toMatchObject({ type: 'approved' });
        expect(await provider().books(asked.reference)).toHaveLength(1);
      },
    );

    it.each([
      ['wrong_amount', 'mismatch: amount 12501, asked for 12500'],
      ['wrong_currency', 'mismatch: currency USD, asked for TRY'],
    ])('that suffered %s, and can tell why', async (fault, why) => {
      await provider().fault(fault);
      expect(await connector.authorize(request())).toEqual({ ...MISMATCH, evidence: why });
    });

    it('whose answer does not come in time, and learns that it was done', async () => {
      await provider().fault('hang', SILENCE);
      const asked = request();
      expect(await impatient.authorize(asked)).toEqual(UNKNOWN);
      await eventually(async () => (await connector.status(asked)).type === 'approved');
    });

    it('that is still worked on, nor says the status query anything else', async () => {
      await provider().fault('delay_before', { delay_ms: 2_000 });
      const asked = request();
      expect(await impatient.authorize(asked)).toEqual(UNKNOWN);
      await eventually(async () => (await connector.status(asked)).type === 'unknown');
      await eventually(async () => (await connector.status(asked)).type === 'approved');
    });

    it.each([
      ['was charged', cards.silentCharged, 'approved'],
      ['was not charged', cards.silentNotCharged, 'not_found'],
    ])('about a card that %s without a word', async (_what, number, known) => {
      const asked = request({}, number);
      expect(await impatient.authorize(asked)).toEqual(UNKNOWN);
      await eventually(async () => (await connector.status(asked)).type === known);
    });
  });

  describe('learns nothing from a status query', () => {
    const faults = [
      ...['drop_before', 'drop_after', 'error_before', 'error_after', 'malformed'],
      ...['wrong_amount', 'wrong_currency'],
    ];
    it.each(faults)('that suffered %s, and may ask again', async fault => {
      const asked = request();
      await connector.authorize(asked);
      await provider().fault(fault, { operation: 'status' });
      expect(await connector.status(asked)).toEqual(unknownAfter(fault));
      expect(await connector.status(asked)).toMatchObject({ type: 'approved' });
    });

    it('that is not answered in time', async () => {
      const asked = request();
      await connector.authorize(asked);
      await provider().fault('hang', { operation: 'status', ...SILENCE });
      expect(await impatient.status(asked)).toEqual(UNKNOWN);
    });

    it('where nobody listens', async () => {
      expect(await provider().unreachable.status(request())).toEqual(UNKNOWN);
    });
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const outcome = await provider().unreachable.authorize(request());
    expect(outcome).toEqual(notSent('ECONNREFUSED'));
  });

  it('knows that a call was turned away, and for how long the provider wants to be left alone', async () => {
    const asked = request();
    await provider().fault('rate_limited', { operation: 'authorize', delay_ms: 1_500 });
    expect(await connector.authorize(asked)).toEqual({ ...notSent('rate_limited'), retryAfterMs: 2_000 });
    await provider().fault('rate_limited', { operation: 'status', delay_ms: 1_500 });
    expect(await connector.status(asked)).toEqual({ ...UNKNOWN, retryAfterMs: 2_000 });
    expect(await connector.authorize(asked)).toMatchObject({ type: 'approved' });
    const wanted = operationOn(asked, 'refund');
    await provider().fault('rate_limited', { operation: 'refund', delay_ms: 1_500 });
    expect(await connector.operate(wanted)).toEqual({ ...notSent('rate_limited'), retryAfterMs: 2_000 });
    expect(await connector.operationStatus(wanted)).toEqual({ type: 'not_found' });
  });

  it('never tells a card number', async () => {
    const told: unknown[] = [];
    for (const fault of ['malformed', 'error_after', 'wrong_amount']) {
      await provider().fault(fault);
      told.push(await connector.authorize(request()));
    }
    told.push(await provider().unreachable.authorize(request()));
    expect(JSON.stringify(told)).not.toContain(cards.visa.slice(0, 8));
  });
};

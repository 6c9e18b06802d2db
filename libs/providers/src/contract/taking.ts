import type { Capabilities, Connector } from '../connector.ts';
import { operationOn, PATIENT_MS, request, type ProviderUnderTest } from './provider-under-test.ts';

/** Of every ISO 4217 exponent there is, some. */
const CURRENCIES = ['TRY', 'USD', 'JPY', 'ISK', 'BHD', 'KWD', 'CLF'];
const NUMBERS = {
  visa: '4242424242424242',
  mastercard: '5555555555554444',
  amex: '378282246310005',
  discover: '6011111111111117',
};

const takes = (capability: Capabilities['currencies' | 'brands'], wanted: string): boolean =>
  capability === 'all' || capability.includes(wanted);

/** That a provider does what its connector says it can do, and no more. */
export const taking = (provider: () => ProviderUnderTest): void =>
  describe('takes', () => {
    let connector: Connector;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
    });

    /** It is charged, to the last minor unit; or not at all, which is known. */
    const expectTaken = async (isTaken: boolean, change: Parameters<typeof request>[0], number?: string) => {
      const asked = request(change, number);
      expect(await connector.authorize(asked)).toMatchObject({ type: isTaken ? 'approved' : 'unknown' });
      expect(await connector.status(asked)).toMatchObject({ type: isTaken ? 'approved' : 'not_found' });
      const { amount, currency } = asked;
      const rows = isTaken ? [{ amount: Number(amount), currency }] : [];
      expect(await provider().books(asked.reference)).toMatchObject(rows);
    };

    it.each(CURRENCIES)('%s, to the last minor unit, if it says so', async currency => {
      const isTaken = takes(connector.capabilities.currencies, currency);
      for (const amount of [1n, 1_000n, 12_345n, 999_999_999_999n]) await expectTaken(isTaken, { amount, currency });
    });

    it('every currency that it says it takes', async () => {
      const { currencies } = connector.capabilities;
      for (const currency of currencies === 'all' ? [] : currencies) await expectTaken(true, { currency });
    });

    it.each(Object.entries(NUMBERS))('%s, if it says so', async (brand, number) =>
      expectTaken(takes(connector.capabilities.brands, brand), {}, number),
    );

    it('a capture later, and captures and refunds of a part, if it says so', async () => {
      const { manualCapture, partialCapture, partialRefund } = connector.capabilities;
      const asked = request({ capture: false });
      const { type } = await connector.authorize(asked);
      expect(type === 'authorized').toBe(manualCapture);
      const captured = await connector.operate(operationOn(asked, 'capture', { amount: 5_000n }));
      expect(captured.type === 'succeeded').toBe(partialCapture);
      const refunded = await connector.operate(operationOn(asked, 'refund', { amount: 1n }));
      expect(refunded.type === 'succeeded').toBe(partialRefund);
    });
  });

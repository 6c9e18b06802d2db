import { eventually } from '@counterfoil/testing';
import { notSent } from '../answered.ts';
import type { Connector, OperationRequest } from '../connector.ts';
import {
  IMPATIENT_MS,
  operationOn,
  PATIENT_MS,
  request,
  UNKNOWN,
  unknownAfter,
  type ProviderUnderTest,
} from './provider-under-test.ts';

const SUCCEEDED = { type: 'succeeded' };
const NOT_FOUND = { type: 'not_found' };

/** What a connector makes of a provider, or a network, that fails when it is asked to capture, void or refund. */
export const operatingInTrouble = (provider: () => ProviderUnderTest): void =>
  describe.each(['capture', 'void', 'refund'] as const)('does not know what became of a %s', operation => {
    let connector: Connector;
    let impatient: Connector;
    let wanted: OperationRequest;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
      impatient = provider().connect(IMPATIENT_MS);
    });
    beforeEach(async () => {
      const asked = request({ capture: operation === 'refund' });
      await connector.authorize(asked);
      wanted = operationOn(asked, operation);
    });

    const rows = async () =>
      (await provider().books(wanted.reference)).filter(row => row.operation === operation).length;

    it.each(['drop_before', 'error_before'])(
      'that suffered %s, learns that nothing was done, repeats it',
      async fault => {
        await provider().fault(fault, { operation });
        expect(await connector.operate(wanted)).toEqual(UNKNOWN);
        expect(await connector.operationStatus(wanted)).toEqual(NOT_FOUND);
        expect(await connector.operate(wanted)).toEqual(SUCCEEDED);
      },
    );

    it.each(['drop_after', 'error_after', 'malformed', 'wrong_amount', 'wrong_currency'])(
      'that suffered %s, and learns that it was done',
      async fault => {
        await provider().fault(fault, { operation });
        expect(await connector.operate(wanted)).toEqual(unknownAfter(fault));
        expect(await connector.operationStatus(wanted)).toEqual(SUCCEEDED);
        expect(await rows()).toBe(1);
      },
    );

    it('whose answer does not come in time, and learns that it was done', async () => {
      await provider().fault('hang', { operation, delay_ms: 3_000 });
      expect(await impatient.operate(wanted)).toEqual(UNKNOWN);
      await eventually(async () => (await connector.operationStatus(wanted)).type === 'succeeded');
    });

    it('that is still worked on, nor says the status query anything else', async () => {
      await provider().fault('delay_before', { operation, delay_ms: 2_000 });
      expect(await impatient.operate(wanted)).toEqual(UNKNOWN);
      await eventually(async () => (await connector.operationStatus(wanted)).type === 'unknown');
      await eventually(async () => (await connector.operationStatus(wanted)).type === 'succeeded');
      expect(await rows()).toBe(1);
    });

    it.each([
      'drop_before',
      'drop_after',
      'error_before',
      'error_after',
      'malformed',
      'wrong_amount',
      'wrong_currency',
    ])('when the status query suffers %s, and may ask again', async fault => {
      await connector.operate(wanted);
      await provider().fault(fault, { operation: 'status' });
      expect(await connector.operationStatus(wanted)).toEqual(unknownAfter(fault));
      expect(await connector.operationStatus(wanted)).toEqual(SUCCEEDED);
    });

    it('where nobody listens, but knows that nothing was sent', async () => {
      const { unreachable } = provider();
      expect(await unreachable.operationStatus(wanted)).toEqual(UNKNOWN);
      expect(await unreachable.operate(wanted)).toEqual(notSent('ECONNREFUSED'));
    });
  });

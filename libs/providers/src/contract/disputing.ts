import { cards, eventually } from '@counterfoil/testing';
import type { Connector, DisputeQuery } from '../connector.ts';
import {
  MISMATCH,
  operationOn,
  PATIENT_MS,
  request,
  UNKNOWN,
  unknownAfter,
  type ProviderUnderTest,
} from './provider-under-test.ts';

const openedAt: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const DISPUTED = { amount: 12_500n, reason: 'fraudulent', openedAt };

/** What a connector learns of disputes. */
export const disputing = (provider: () => ProviderUnderTest): void =>
  describe('asks about a dispute', () => {
    let connector: Connector;
    let asked: DisputeQuery;
    beforeAll(async () => {
      connector = provider().connect(PATIENT_MS);
      const { reference: charge, currency } = await disputed();
      asked = { dispute: await disputeOf(charge), charge, currency };
    });

    const disputed = async () => {
      const charge = request({}, cards.disputed);
      expect(await connector.authorize(charge)).toMatchObject({ type: 'approved' });
      return charge;
    };
    const disputeOf = async (charge: string): Promise<string> => {
      await eventually(async () => (await provider().disputes(charge)).length > 0);
      return (await provider().disputes(charge))[0]?.id ?? '';
    };

    it('that is open', async () => expect(await connector.dispute(asked)).toEqual({ type: 'open', ...DISPUTED }));

    it.each(['won', 'lost'] as const)('that is %s', async outcome => {
      const { reference: charge, currency } = await disputed();
      const dispute = await disputeOf(charge);
      await provider().decideDispute(dispute, outcome);
      expect(await connector.dispute({ dispute, charge, currency })).toEqual({ type: outcome, ...DISPUTED });
    });

    it('whose money is refunded to nobody, which is no secret of the provider’s', async () => {
      const charge = await disputed();
      await disputeOf(charge.reference);
      const refused = { type: 'declined', code: 'charge_disputed', category: 'hard', message: expect.any(String) };
      expect(await connector.operate(operationOn(charge, 'refund'))).toEqual(refused);
    });

    it('that the provider does not know', async () =>
      expect(await connector.dispute({ ...asked, dispute: 'dsp_none' })).toEqual({ type: 'not_found' }));

    it.each([{ charge: 'ch_other' }, { currency: 'USD' }])('and takes none for %j', async other =>
      expect(await connector.dispute({ ...asked, ...other })).toEqual(MISMATCH),
    );

    it.each(['drop_before', 'drop_after', 'error_before', 'error_after', 'malformed', 'wrong_currency'])(
      'and learns nothing when the answer suffers %s',
      async fault => {
        await provider().fault(fault, { operation: 'status' });
        expect(await connector.dispute(asked)).toEqual(unknownAfter(fault));
        expect(await connector.dispute(asked)).toMatchObject({ type: 'open' });
      },
    );

    it('where nobody listens', async () => expect(await provider().unreachable.dispute(asked)).toEqual(UNKNOWN));
  });

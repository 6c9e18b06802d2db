import { deciderSpec } from '@counterfoil/testing';
import * as example from './charge-attempt.examples.ts';
import { chargeAttemptDecider } from './decider.ts';

const { created, processing, succeeded, disputed, disputeWon, recordDispute } = example;
const { given } = deciderSpec(chargeAttemptDecider);
const charged = [created(), processing, succeeded] as const;

describe('a dispute of a charge', () => {
  it('is noted once, and decided once', () => {
    given(...charged)
      .when(recordDispute('OPEN'))
      .then(disputed);
    given(...charged, disputed)
      .when(recordDispute('OPEN'))
      .thenNothing();
    given(...charged, disputed)
      .when(recordDispute('LOST'))
      .then({ type: 'ChargeDisputeLost', disputeId: 'dp_1' });
    given(...charged, disputed, disputeWon)
      .when(recordDispute('WON'))
      .thenNothing();
  });

  it('that is decided before it was heard of is noted too', () =>
    given(...charged)
      .when(recordDispute('WON'))
      .then(disputed, disputeWon));

  it('is not opened again by older news', () =>
    given(...charged, disputed, disputeWon)
      .when(recordDispute('OPEN'))
      .thenNothing());

  it('that is decided another way is for somebody to look at', () =>
    given(...charged, disputed, disputeWon)
      .when(recordDispute('LOST'))
      .thenRefused('dispute_already_decided'));

  it('is of no more than was taken', () => {
    given(...charged)
      .when(recordDispute('OPEN', { amount: 10_001n }))
      .thenRefused('dispute_exceeds_captured');
    given(created(), processing).when(recordDispute('OPEN')).thenRefused('attempt_not_disputable');
  });

  it('stands beside another one', () =>
    given(...charged, disputed)
      .when(recordDispute('OPEN', { disputeId: 'dp_2', amount: 1n }))
      .then({ type: 'ChargeDisputed', disputeId: 'dp_2', amount: 1n }));
});

import { deciderSpec } from '@counterfoil/testing';
import {
  actionRequired,
  authorized,
  cancelled,
  created,
  outcomes,
  processing,
  recordOutcome,
  succeeded,
} from './charge-attempt.examples.ts';
import { chargeAttemptDecider } from './decider.ts';
import * as operations from './operations.examples.ts';
import {
  decideByOperator,
  operationOutcomes,
  operationUnknown,
  recordOperation,
  refundRequested,
  reversalFailed,
  reversalRequested,
  reversed,
  reverseCharge,
  sent,
  voidRequested,
} from './operations.examples.ts';

const { given } = deciderSpec(chargeAttemptDecider);
const held = [created({ captureMethod: 'manual' }), processing, authorized] as const;
const taken = [created(), processing, succeeded] as const;

describe('a charge that its payment cannot take', () => {
  it('is voided while it is only held, and refunded in full once it is captured', () => {
    given(...held)
      .when(reverseCharge)
      .then(reversalRequested('void'));
    given(...taken)
      .when(reverseCharge)
      .then(reversalRequested('refund'));
    given(...taken, refundRequested('re_1', 4_000n))
      .when(reverseCharge)
      .then({ type: 'ChargeReversalRequested', amount: 6_000n });
  });

  it('is given back once, however often that is asked', () => {
    given(...taken, reversalRequested('refund'))
      .when({ ...reverseCharge, operationId: 'rev_2' })
      .thenNothing();
    given(...taken, reversalRequested('refund'), reversed)
      .when(reverseCharge)
      .thenNothing();
  });

  it('that is not held any more is answered at once', () =>
    given(created(), cancelled).when(reverseCharge).then(reversalRequested('void'), reversed));

  it('waits for a void of it that is on its way', () =>
    given(...held, voidRequested)
      .when(reverseCharge)
      .thenRefused('operation_in_progress'));

  it('is neither captured nor refunded beside', () => {
    given(...held, reversalRequested('void'))
      .when(operations.requestCapture(1n))
      .thenRefused('operation_in_progress');
    given(...taken, reversalRequested('refund'))
      .when(operations.requestRefund('re_1', 1n))
      .thenRefused('attempt_not_refundable');
  });

  it.each([
    ['void', held, 'CANCELLED'],
    ['refund', taken, 'SUCCEEDED'],
  ] as const)('has gone back when the provider says so: by a %s', (by, events, status) => {
    const answer = given(...events, reversalRequested(by), sent('rev_1')).when(
      recordOperation('rev_1', operationOutcomes.succeeded),
    );
    answer.then(reversed);
    expect(answer.state).toMatchObject({ status, reviews: [], operations: [{ status: 'SUCCEEDED' }] });
  });

  it('is asked for until it is done, also when the provider was not reached', () => {
    const open = given(...taken, reversalRequested('refund'), sent('rev_1'));
    open
      .when(recordOperation('rev_1', operationOutcomes.failed_before_sending))
      .then({ type: 'ChargeOperationUnknown' });
    open.when(recordOperation('rev_1', operationOutcomes.unknown)).then({ type: 'ChargeOperationUnknown' });
  });

  it('and that the provider does not give back is an operator’s until it was given back', () => {
    const requested = [...taken, reversalRequested('refund'), sent('rev_1')] as const;
    const answer = given(...requested).when(recordOperation('rev_1', operationOutcomes.declined));
    answer.then(reversalFailed);
    expect(answer.state).toMatchObject({ reviews: [{ operationId: 'rev_1', reason: 'reversal_failed' }] });
    const failed = given(...requested, reversalFailed);
    failed.when(decideByOperator('declined', 'rev_1')).thenRefused('charge_not_resolvable');
    const done = failed.when(decideByOperator('succeeded', 'rev_1'));
    done.then({ type: 'ChargeDecidedByOperator' }, reversed);
    expect(done.state).toMatchObject({ reviews: [], operations: [{ status: 'SUCCEEDED' }] });
  });

  it('is decided by an operator when the provider does not tell', () =>
    given(...taken, reversalRequested('refund'), operationUnknown('rev_1'))
      .when(decideByOperator('declined', 'rev_1'))
      .then({ type: 'ChargeDecidedByOperator' }, { type: 'ChargeReversalFailed' }));
});

it('our own void of a challenge is no decline of the payer, whoever hears of it first', () => {
  const cancelledThere = { ...outcomes.declined, code: 'cancelled' } as const;
  const calledOff = given(created(), processing, actionRequired, voidRequested);
  const answer = calledOff.when(recordOutcome(cancelledThere, 'status_query'));
  answer.then({ type: 'ChargeVoided', operationId: 'void_1', released: 0n });
  expect(answer.state).toMatchObject({ status: 'CANCELLED', decline: null });
  given(created(), processing, actionRequired)
    .when(recordOutcome(cancelledThere, 'status_query'))
    .then({ type: 'ChargeAttemptDeclined' });
});

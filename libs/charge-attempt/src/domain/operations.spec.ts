import { deciderSpec } from '@counterfoil/testing';
import * as attempt from './charge-attempt.examples.ts';
import { chargeAttemptDecider } from './decider.ts';
import * as example from './operations.examples.ts';
import {
  operationOutcomes as outcomes,
  recordOperation,
  requestCapture,
  requestRefund,
} from './operations.examples.ts';

const { given } = deciderSpec(chargeAttemptDecider);
const { processing, outcomes: told } = attempt;
const AUTHORIZED = [attempt.created({ captureMethod: 'manual' }), processing, attempt.authorized] as const;
const AT_A_CHALLENGE = [attempt.created(), processing, attempt.actionRequired] as const;
const CHARGED = [attempt.created(), processing, attempt.succeeded] as const;

const CAPTURING = [...AUTHORIZED, example.captureRequested(4_000n), example.sent('capture_1')] as const;
const VOIDING = [...AUTHORIZED, example.voidRequested, example.sent('void_1')] as const;
const CALLING_OFF = [...AT_A_CHALLENGE, example.voidRequested, example.sent('void_1')] as const;
const REFUNDING = [...CHARGED, example.refundRequested('re_1', 6_000n), example.sent('re_1')] as const;

describe('a capture', () => {
  it('takes all of an authorization or a part of it, and releases the rest', () => {
    given(...AUTHORIZED)
      .when(requestCapture(4_000n))
      .then(example.captureRequested(4_000n));
    const answer = given(...CAPTURING).when(recordOperation('capture_1', outcomes.succeeded));
    answer.then({ type: 'ChargeCaptured', operationId: 'capture_1', amount: 4_000n, released: 6_000n });
    expect(answer.state).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 4_000n });
  });

  it('never takes more than was authorized', () =>
    given(...AUTHORIZED)
      .when(requestCapture(10_001n))
      .thenRefused('amount_exceeds_capturable'));

  it('that the provider refuses leaves the authorization as it is, and another may follow', () => {
    const answer = given(...CAPTURING).when(recordOperation('capture_1', outcomes.declined));
    answer.then(example.captureFailed);
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', amountCaptured: 0n });
    given(...CAPTURING, example.captureFailed)
      .when(requestCapture(10_000n, 'capture_2'))
      .then({ type: 'ChargeCaptureRequested', operationId: 'capture_2' });
  });

  it.each([
    ['another capture', CAPTURING],
    ['a void', VOIDING],
    ['one whose outcome is unknown', [...CAPTURING, example.operationUnknown('capture_1')]],
  ] as const)('does not begin beside %s', (_, events) =>
    given(...events)
      .when(requestCapture(1n, 'capture_2'))
      .thenRefused('operation_in_progress'),
  );

  it.each([
    ['at a challenge', AT_A_CHALLENGE],
    ['that was charged at once', CHARGED],
  ] as const)('is refused of a charge %s', (_, events) =>
    given(...events)
      .when(requestCapture(1n))
      .thenRefused('attempt_not_capturable'),
  );
});

describe('a void', () => {
  it('releases an authorization', () => {
    given(...AUTHORIZED)
      .when(example.requestVoid())
      .then(example.voidRequested);
    const answer = given(...VOIDING).when(recordOperation('void_1', outcomes.succeeded));
    answer.then(example.voided(10_000n));
    expect(answer.state).toMatchObject({ status: 'CANCELLED', voidedAt: attempt.now });
  });

  it('of what the provider does not hold, nor has captured, is done: nobody could ever end the payment else', () => {
    const nothingHeld = { ...outcomes.declined, code: 'not_authorized' } as const;
    const answer = given(...VOIDING).when(recordOperation('void_1', nothingHeld));
    answer.then(example.voided(10_000n));
    expect(answer.state).toMatchObject({ status: 'CANCELLED' });
    given(...AUTHORIZED, example.reversalRequested('void'), example.sent('rev_1'))
      .when(recordOperation('rev_1', nothingHeld))
      .then(example.reversed);
    given(...CALLING_OFF)
      .when(recordOperation('void_1', nothingHeld))
      .then({ type: 'ChargeVoidFailed' });
  });

  it('calls off a challenge, of which nothing was held', () => {
    given(...AT_A_CHALLENGE)
      .when(example.requestVoid())
      .then(example.voidRequested);
    const answer = given(...CALLING_OFF).when(recordOperation('void_1', outcomes.succeeded));
    answer.then(example.voided(0n));
    expect(answer.state).toMatchObject({ status: 'CANCELLED', redirectUrl: null });
  });

  it.each([
    ['a success', told.approved, 'ChargeAttemptSucceeded', 'SUCCEEDED'],
    ['a decline', told.declined, 'ChargeAttemptDeclined', 'DECLINED'],
  ] as const)('of a challenge comes too late for %s, which stands', (_, outcome, type, status) => {
    const answer = given(...CALLING_OFF).when(attempt.recordOutcome(outcome, 'status_query'));
    answer.then({ type }, { type: 'ChargeVoidFailed', operationId: 'void_1' });
    expect(answer.state).toMatchObject({ status, operations: [{ status: 'FAILED' }] });
  });

  it('releases what was authorized before the challenge could be called off', () => {
    const manual = [attempt.created({ captureMethod: 'manual' }), ...CALLING_OFF.slice(1)] as const;
    given(...manual)
      .when(attempt.recordOutcome(told.authorized, 'callback'))
      .then({ type: 'ChargeAttemptAuthorized' });
    given(...manual, attempt.authorized)
      .when(recordOperation('void_1', outcomes.succeeded))
      .then(example.voided(10_000n));
  });

  it('that the provider refuses leaves the authorization as it is', () => {
    const answer = given(...VOIDING).when(recordOperation('void_1', outcomes.declined));
    answer.then(example.voidFailed);
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', voidedAt: null });
  });

  it('does not begin beside a capture', () =>
    given(...CAPTURING)
      .when(example.requestVoid())
      .thenRefused('operation_in_progress'));

  it('of what has gone through is answered at once, and has failed', () =>
    given(...CHARGED)
      .when(example.requestVoid())
      .then(example.voidRequested, {
        type: 'ChargeVoidFailed',
        decline: expect.objectContaining({ category: 'hard' }),
      }));

  it.each([
    ['DECLINED', [...AT_A_CHALLENGE, attempt.declined]],
    ['FAILED', [attempt.created(), processing, attempt.failed]],
    ['CANCELLED', [attempt.created(), attempt.cancelled]],
  ] as const)('of what is %s is answered at once, and changes nothing', (status, events) => {
    const answer = given(...events).when(example.requestVoid());
    answer.then(example.voidRequested, example.voided(0n));
    expect(answer.state).toMatchObject({ status, voidedAt: null });
  });

  it.each([
    ['in flight', [attempt.created(), processing]],
    ['UNKNOWN', [attempt.created(), processing, attempt.unknown]],
  ] as const)('waits for the outcome of what is %s', (_, events) =>
    given(...events)
      .when(example.requestVoid())
      .thenRefused('attempt_not_voidable'),
  );
});

describe('a refund', () => {
  it('gives back what was captured, in any number of parts', () => {
    given(...CHARGED)
      .when(requestRefund('re_1', 6_000n))
      .then(example.refundRequested('re_1', 6_000n));
    given(...REFUNDING)
      .when(recordOperation('re_1', outcomes.succeeded))
      .then(example.refunded('re_1', 6_000n));
    given(...REFUNDING, example.refunded('re_1', 6_000n))
      .when(requestRefund('re_2', 4_000n))
      .then(example.refundRequested('re_2', 4_000n));
  });

  it.each([
    ['in flight', REFUNDING],
    ['unknown', [...REFUNDING, example.operationUnknown('re_1')]],
    ['done', [...REFUNDING, example.refunded('re_1', 6_000n)]],
  ] as const)('together with one that is %s is never more than was captured', (_, events) =>
    given(...events)
      .when(requestRefund('re_2', 4_001n))
      .thenRefused('amount_exceeds_refundable'),
  );

  it('that failed leaves its money to the next one', () =>
    given(...REFUNDING, example.refundFailed)
      .when(requestRefund('re_2', 10_000n))
      .then(example.refundRequested('re_2', 10_000n)));

  it('of a partial capture is never more than that', () =>
    given(...CAPTURING, example.captured(4_000n))
      .when(requestRefund('re_1', 4_001n))
      .thenRefused('amount_exceeds_refundable'));

  it('is refused where nothing is captured', () =>
    given(...AUTHORIZED)
      .when(requestRefund('re_1', 1n))
      .thenRefused('attempt_not_refundable'));
});

describe.each([
  ['a capture', 'capture_1', CAPTURING],
  ['a void', 'void_1', VOIDING],
  ['a challenge being called off', 'void_1', CALLING_OFF],
  ['a refund', 're_1', REFUNDING],
] as const)('the outcome of %s', (_, operationId, events) => {
  const requested = events.slice(0, -1);

  it('comes after it was sent, which happens once', () => {
    given(...requested)
      .when(example.sendOperation(operationId))
      .then(example.sent(operationId));
    given(...events)
      .when(example.sendOperation(operationId))
      .thenNothing();
  });

  it('may be unknown, which is no end', () => {
    const unknown = given(...events).when(recordOperation(operationId, outcomes.unknown));
    unknown.then(example.operationUnknown(operationId));
    expect(unknown.state).toMatchObject({ operations: [{ status: 'UNKNOWN' }] });
    const asked = given(...events, example.operationUnknown(operationId));
    asked.when(recordOperation(operationId, outcomes.unknown)).thenNothing();
    expect(asked.when(recordOperation(operationId, outcomes.succeeded)).state).toMatchObject({
      operations: [{ status: 'SUCCEEDED' }],
    });
  });

  it('goes by what became of the other call, when one of them was never sent', () =>
    given(...events, example.operationUnknown(operationId))
      .when(recordOperation(operationId, outcomes.failed_before_sending))
      .thenNothing());

  it('stays', () => {
    for (const first of ['succeeded', 'declined'] as const) {
      const { state } = given(...events).when(recordOperation(operationId, outcomes[first]));
      for (const later of Object.values(outcomes))
        expect(chargeAttemptDecider.decide(recordOperation(operationId, later), state)).toEqual({
          accepted: true,
          events: [],
        });
    }
  });
});

it.each([
  ['a soft failure of a capture', 'capture_1', CAPTURING, 'FAILED'],
  ['a soft failure of a refund', 're_1', REFUNDING, 'FAILED'],
  ['no end of a void', 'void_1', VOIDING, 'UNKNOWN'],
  ['no end of a challenge being called off', 'void_1', CALLING_OFF, 'UNKNOWN'],
] as const)('a provider that was never reached is %s', (_, operationId, events, status) =>
  expect(given(...events).when(recordOperation(operationId, outcomes.failed_before_sending)).state).toMatchObject({
    operations: [{ status }],
  }),
);

it('an outcome of an operation that was never requested is refused', () =>
  given(...AUTHORIZED)
    .when(recordOperation('nobody', outcomes.succeeded))
    .thenRefused('operation_not_found'));

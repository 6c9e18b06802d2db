import fc from 'fast-check';
import * as example from './charge-attempt.examples.ts';
import type { ChargeAttemptCommand } from './commands.ts';
import { chargeAttemptDecider } from './decider.ts';
import { chargeAttemptEvents } from './events.ts';
import { isInFlight, refundable } from './operations.ts';
import {
  decideByOperator,
  operationOutcomes,
  recordOperation,
  requestCapture,
  requestRefund,
  requestVoid,
  reverseCharge,
  sendOperation,
} from './operations.examples.ts';
import type { ChargeAttemptState } from './state.ts';

const soft = { ...example.outcomes.declined, category: 'soft' } as const;
const outcome = fc.constantFrom(...Object.values(example.outcomes), soft, example.mismatch);
const captureId = fc.constantFrom('capture_1', 'capture_2');
const voidId = fc.constantFrom('void_1', 'void_2');
const reversalId = fc.constant('rev_1');
const refundId = fc.constantFrom('re_1', 're_2', 're_3');
const command: fc.Arbitrary<ChargeAttemptCommand> = fc.oneof(
  fc.constantFrom<ChargeAttemptCommand>(example.sendAttempt, example.cancelAttempt),
  fc
    .tuple(outcome, fc.constantFrom('call', 'status_query', 'callback', 'operator'))
    .map(([told, by]) => example.recordOutcome(told, by as 'call')),
  fc.tuple(fc.bigInt(1n, 12_000n), captureId).map(([amount, id]) => requestCapture(amount, id)),
  voidId.map(requestVoid),
  fc.constant(reverseCharge),
  fc
    .tuple(
      fc.constantFrom('succeeded', 'authorized', 'declined'),
      fc.option(fc.oneof(captureId, voidId, refundId, reversalId)),
    )
    .map(([told, id]) => decideByOperator(told as 'declined', id)),
  fc.tuple(refundId, fc.bigInt(1n, 9_000n)).map(([id, amount]) => requestRefund(id, amount)),
  fc.oneof(captureId, voidId, refundId, reversalId).map(sendOperation),
  fc
    .tuple(
      fc.oneof(captureId, voidId, refundId, reversalId),
      fc.constantFrom(...Object.values(operationOutcomes), example.mismatch),
    )
    .map(([id, told]) => recordOperation(id, told)),
);
const dispute = fc
  .tuple(fc.constantFrom('dp_1', 'dp_2'), fc.constantFrom('OPEN', 'WON', 'LOST'), fc.bigInt(1n, 12_000n))
  .map(([disputeId, status, amount]) => example.recordDispute(status as 'OPEN', { disputeId, amount }));
const runs = fc
  .tuple(
    fc.constantFrom<'automatic' | 'manual'>('automatic', 'manual'),
    fc.constantFrom<readonly string[]>(['alpha'], ['alpha', 'beta']),
    fc.array(fc.oneof({ weight: 7, arbitrary: command }, { weight: 1, arbitrary: dispute }), {
      maxLength: 30,
      size: 'max',
    }),
  )
  .map(([captureMethod, candidates, rest]): readonly ChargeAttemptCommand[] => [
    example.startAttempt({ captureMethod, routing: { rule: 'default', rulesVersion: 0, candidates, excluded: [] } }),
    ...rest,
  ]);

const ended = ['SUCCEEDED', 'DECLINED', 'FAILED', 'CANCELLED'];

it('whatever is said to a charge attempt, an end stays, an outcome needs a call, and repeats change nothing', () =>
  fc.assert(
    fc.property(runs, commands => {
      let state: ChargeAttemptState = chargeAttemptDecider.initialState;
      let sent = false;
      for (const next of commands) {
        const before = state;
        const decision = chargeAttemptDecider.decide(next, before);
        if (!decision.accepted) continue;
        for (const { type, ...data } of decision.events) {
          const schema = chargeAttemptEvents[type];
          expect(schema.parse(JSON.parse(JSON.stringify(schema.encode(data as never))))).toEqual(data);
        }
        state = decision.events.reduce(chargeAttemptDecider.evolve, before);
        if (state.status === 'NONE') throw new Error('an attempt never ceases to exist');
        const charged = decision.events.some(({ type }) => type === 'ChargeAttemptContradicted');
        sent ||= state.status === 'PROCESSING' || charged;
        if (ended.includes(before.status) && !charged) expect(state.status).toBe(before.status);
        if (state.status === 'UNKNOWN' && before.status !== 'UNKNOWN') expect(before.status).toBe('PROCESSING');
        if (!['CREATED', 'CANCELLED'].includes(state.status)) expect(sent).toBe(true);
        expect(state.amountCaptured <= state.amount).toBe(true);
        if (state.nextProvider !== null) expect(['DECLINED', 'FAILED']).toContain(state.status);
        expect(refundable(state) >= 0n).toBe(true);
        const inFlight = state.operations.filter(operation => operation.type !== 'refund' && isInFlight(operation));
        expect(inFlight.length <= (ended.includes(state.status) ? 0 : 1)).toBe(true);
        const ids = state.operations.map(({ operationId }) => operationId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(chargeAttemptDecider.decide(next, state)).toEqual({ accepted: true, events: [] });
      }
    }),
    { numRuns: 300 },
  ));

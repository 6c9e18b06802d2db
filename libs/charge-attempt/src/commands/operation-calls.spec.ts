import type { OperationOutcome } from '@counterfoil/providers';
import { eventually } from '@counterfoil/testing';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes, recordOutcome, sendAttempt } from '../domain/charge-attempt.examples.ts';
import type { ChargeAttemptCommand } from '../domain/commands.ts';
import {
  decideByOperator,
  operationOutcomes,
  requestCapture,
  requestRefund,
  requestVoid,
  reverseCharge,
} from '../domain/operations.examples.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, authorized, action_required } = outcomes;
const { succeeded, declined, failed_before_sending, unknown } = operationOutcomes;
const NOT_FOUND = { type: 'not_found' } as const;

describe('the captures, voids and refunds of an attempt', () => {
  let world: World;
  beforeAll(async () => {
    world = await attemptsAtAlpha();
  });
  beforeEach(() => {
    for (const asked of [world.alpha.queried, world.alpha.operated, world.alpha.operationsQueried]) asked.length = 0;
  });
  afterAll(() => world.close());

  const script = (answers: Partial<World['alpha']['script']>): void =>
    void Object.assign(world.alpha.script, { status: [], operate: [], operationStatus: [] }, answers);
  const asked = (): readonly [number, number] => [world.alpha.operated.length, world.alpha.operationsQueried.length];
  const operation = async (id: string) => (await world.attempt(id)).operations[0];

  /** An attempt that got that answer, and the request of an operation on it. */
  const requested = async (
    command: ChargeAttemptCommand,
    answer: 'approved' | 'authorized' | 'action_required' = 'authorized',
    captureMethod: 'automatic' | 'manual' = answer === 'authorized' ? 'manual' : 'automatic',
  ) => {
    Object.assign(world.alpha.script, { authorize: [{ approved, authorized, action_required }[answer]] });
    const id = await world.begin({ captureMethod });
    await world.newCalls().send(id, causeOf());
    const why = { ...causeOf(), correlationId: '11111111111111111111111111111111' };
    expect(await world.aggregate.handle(id, command, why)).toMatchObject({ status: 'done', appended: true });
    return { id, why: { ...causeOf(), correlationId: why.correlationId } };
  };

  it.each([
    ['capture', requestCapture(4_000n), 'authorized', 4_000n],
    ['void', requestVoid('capture_1'), 'authorized', 10_000n],
    ['void', requestVoid('capture_1'), 'action_required', 10_000n],
    ['refund', requestRefund('capture_1', 2_500n), 'approved', 2_500n],
  ] as const)('say what is wanted: a %s', async (type, command, answer, amount) => {
    script({ operate: [succeeded] });
    const { id, why } = await requested(command, answer);
    await world.newOperations().send(id, 'capture_1', why);
    const reference = type === 'refund' ? 'capture_1' : id;
    expect(world.alpha.operated).toEqual([{ operation: type, reference, charge: id, amount, currency: 'EUR' }]);
    expect(await operation(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each<[OperationOutcome, string]>([
    [succeeded, 'SUCCEEDED'],
    [declined, 'FAILED'],
    [failed_before_sending, 'FAILED'],
    [unknown, 'UNKNOWN'],
  ])('record the answer %j', async (answer, status) => {
    script({ operate: [answer] });
    const { id, why } = await requested(requestCapture(4_000n));
    await world.newOperations().send(id, 'capture_1', why);
    expect(await operation(id)).toMatchObject({ status });
    expect(asked()).toEqual([1, 0]);
  });

  it('are not begun again when they are told to begin again', async () => {
    script({ operate: [succeeded] });
    const { id, why } = await requested(requestCapture(4_000n));
    await world.newOperations().send(id, 'capture_1', why);
    await world.newOperations().send(id, 'capture_1', why);
    expect(asked()).toEqual([1, 0]);
    expect((await world.history(id)).slice(3)).toEqual([
      'ChargeCaptureRequested',
      'ChargeOperationSent',
      'ChargeCaptured',
    ]);
  });

  it('bear the trace of the request that asked for them, however late the outcome is learned', async () => {
    script({ operate: [unknown], operationStatus: [succeeded] });
    const { id, why } = await requested(requestCapture(4_000n));
    await world.newOperations().send(id, 'capture_1', why);
    expect(await world.newOperations().resolveAll(id, 'status_query')).toBe('decided');
    const traces: string[] = [];
    for await (const event of world.store.readStream(world.aggregate.stream(id)))
      if ('operationId' in event.data) traces.push(event.metadata.correlationId);
    expect(traces).toEqual(Array.from({ length: 4 }, () => why.correlationId));
  });

  describe('after a crash in the middle of the call', () => {
    const sent = async () => {
      const { id, why } = await requested(requestCapture(4_000n));
      await world.aggregate.handle(id, { type: 'SendOperation', operationId: 'capture_1', now: why.occurredAt }, why);
      return [id, why] as const;
    };

    it('begin with a question, and do not do again what was done', async () => {
      script({ operationStatus: [succeeded] });
      const [id, why] = await sent();
      await world.newOperations().send(id, 'capture_1', why);
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 4_000n });
      expect(asked()).toEqual([0, 1]);
    });

    it('ask under the same reference for what the provider has never heard of', async () => {
      script({ operationStatus: [NOT_FOUND], operate: [succeeded] });
      const [id, why] = await sent();
      await world.newOperations().send(id, 'capture_1', why);
      expect(world.alpha.operated).toMatchObject([{ reference: id }]);
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED' });
    });

    it('do not take it for failed that the provider cannot be reached now', async () => {
      script({ operationStatus: [NOT_FOUND], operate: [failed_before_sending] });
      const [id, why] = await sent();
      await world.newOperations().send(id, 'capture_1', why);
      expect(await operation(id)).toMatchObject({ status: 'UNKNOWN' });
    });
  });

  it('ask again and again while the outcome is unknown, and write nothing until it is known', async () => {
    script({ operate: [unknown], operationStatus: [unknown, unknown, declined] });
    const { id, why } = await requested(requestCapture(4_000n));
    const calls = world.newOperations();
    await calls.send(id, 'capture_1', why);
    const before = await world.history(id);
    expect(before.at(-1)).toBe('ChargeOperationUnknown');
    expect(await calls.resolve(id, 'capture_1')).toBe('open');
    expect(await calls.resolve(id, 'capture_1')).toBe('open');
    expect(await world.history(id)).toEqual(before);
    expect(await calls.resolve(id, 'capture_1')).toBe('decided');
    expect(await world.history(id)).toEqual([...before, 'ChargeCaptureFailed']);
  });

  it('go on until a void is done, though the provider cannot be reached', async () => {
    script({ operate: [failed_before_sending, failed_before_sending, succeeded], operationStatus: [NOT_FOUND] });
    const { id, why } = await requested(requestVoid());
    const calls = world.newOperations();
    await calls.send(id, 'void_1', why);
    expect(await calls.resolve(id, 'void_1')).toBe('open');
    expect(await calls.resolve(id, 'void_1')).toBe('decided');
    expect(await world.attempt(id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('have one outcome, however many learn it at the same time', async () => {
    script({ operate: [unknown], operationStatus: [succeeded] });
    const { id, why } = await requested(requestRefund('re_1', 100n), 'approved');
    await world.newOperations().send(id, 're_1', why);
    await Promise.all(Array.from({ length: 8 }, () => world.newOperations().resolveAll(id, 'callback')));
    expect((await world.history(id)).filter(type => type === 'ChargeRefunded')).toHaveLength(1);
  });

  it('let the answer of the call come first when a callback overtakes it', async () => {
    const answer = Promise.withResolvers<OperationOutcome>();
    script({ operate: [() => answer.promise], operationStatus: [unknown] });
    const { id, why } = await requested(requestCapture(4_000n));
    const calls = world.newOperations();
    const sending = calls.send(id, 'capture_1', why);
    await eventually(() => world.alpha.operated.length === 1);
    const resolving = calls.resolveAll(id, 'callback');
    answer.resolve(succeeded);
    expect(await resolving).toBe('decided');
    await sending;
    expect(asked()).toEqual([1, 0]);
  });

  it('stand when asked for again, though the call before never left', async () => {
    const [first, second] = [Promise.withResolvers<OperationOutcome>(), Promise.withResolvers<OperationOutcome>()];
    script({ operate: [() => first.promise, () => second.promise], operationStatus: [NOT_FOUND] });
    const { id, why } = await requested(requestRefund('re_1', 100n), 'approved');
    const calls = world.newOperations();
    const sending = calls.send(id, 're_1', why);
    await eventually(() => world.alpha.operated.length === 1);
    const resolving = calls.resolveAll(id, 'callback');
    await eventually(() => world.alpha.operated.length === 2);
    first.resolve(failed_before_sending);
    await sending;
    second.resolve(succeeded);
    expect(await resolving).toBe('decided');
    expect(await operation(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('are not asked for again once the call before is known not to have left', async () => {
    const [first, status] = [Promise.withResolvers<OperationOutcome>(), Promise.withResolvers<typeof NOT_FOUND>()];
    script({ operate: [() => first.promise], operationStatus: [() => status.promise] });
    const { id, why } = await requested(requestRefund('re_1', 100n), 'approved');
    const calls = world.newOperations();
    const sending = calls.send(id, 're_1', why);
    await eventually(() => world.alpha.operated.length === 1);
    const resolving = calls.resolveAll(id, 'callback');
    await eventually(() => world.alpha.operationsQueried.length === 1);
    first.resolve(failed_before_sending);
    await sending;
    status.resolve(NOT_FOUND);
    expect(await resolving).toBe('decided');
    expect([await operation(id), asked()]).toMatchObject([{ status: 'FAILED' }, [1, 1]]);
  });

  it('are not asked about before they are sent, nor when nobody has requested them', async () => {
    script({});
    const { id } = await requested(requestCapture(4_000n));
    expect(await world.newOperations().resolve(id, 'capture_1')).toBe('decided');
    expect(await world.newOperations().resolve(id, 'nobody')).toBe('decided');
    expect(await world.newOperations().resolve('ch_of_somebody_else', 'nobody')).toBe('decided');
    expect(asked()).toEqual([0, 0]);
  });

  it('that give back money at a provider which is not configured are for an operator', async () => {
    const id = await world.begin({ provider: 'gamma' });
    for (const command of [sendAttempt, recordOutcome(approved), reverseCharge])
      await world.aggregate.handle(id, command, causeOf());
    await world.newOperations().send(id, 'rev_1', causeOf());
    expect(await operation(id)).toMatchObject({ isReversal: true, status: 'UNKNOWN' });
    await world.aggregate.handle(id, decideByOperator('succeeded', 'rev_1'), causeOf());
    expect(await operation(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  describe('that come too late to call off a challenge', () => {
    it.each([
      ['has succeeded', approved, 'automatic', 'SUCCEEDED'],
      ['was declined', outcomes.declined, 'automatic', 'DECLINED'],
      ['was authorized', authorized, 'manual', 'AUTHORIZED'],
    ] as const)('let the charge stand that %s', async (_, known, captureMethod, status) => {
      script({ operate: [declined], status: [known] });
      const { id, why } = await requested(requestVoid(), 'action_required', captureMethod);
      await world.newOperations().send(id, 'void_1', why);
      expect(await world.attempt(id)).toMatchObject({ status, operations: [{ status: 'FAILED' }] });
      expect((await world.history(id)).filter(type => type === 'ChargeVoidFailed')).toHaveLength(1);
    });

    it('stay open for as long as the provider does not say how it was decided', async () => {
      script({ operate: [declined], status: [unknown] });
      const { id, why } = await requested(requestVoid(), 'action_required');
      await world.newOperations().send(id, 'void_1', why);
      expect(await world.attempt(id)).toMatchObject({ status: 'REQUIRES_ACTION', operations: [{ status: 'UNKNOWN' }] });
      script({ operationStatus: [NOT_FOUND], operate: [declined], status: [approved] });
      expect(await world.newOperations().resolveAll(id, 'status_query')).toBe('decided');
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', operations: [{ status: 'FAILED' }] });
    });
  });

  it('are looked into again when nobody knows the charge', async () => {
    await expect(world.newOperations().resolveAll('ch_none', 'callback')).rejects.toThrow('There is no charge ch_none');
  });
});

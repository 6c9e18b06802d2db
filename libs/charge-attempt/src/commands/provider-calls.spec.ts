import type { ProviderOutcome } from '@counterfoil/providers';
import { eventually } from '@counterfoil/testing';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import { outcomes, sendAttempt } from '../domain/charge-attempt.examples.ts';
import { decideByOperator } from '../domain/operations.examples.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, authorized, action_required, declined, failed_before_sending, unknown } = outcomes;

describe("an attempt's dealings with its provider", () => {
  let world: World;
  beforeAll(async () => {
    world = await attemptsAtAlpha();
  });
  beforeEach(() => {
    for (const asked of [world.alpha.authorized, world.alpha.queried, world.alpha.abandoned]) asked.length = 0;
  });
  afterAll(() => world.close());

  const script = (answers: Partial<World['alpha']['script']>): void =>
    void Object.assign(world.alpha.script, { authorize: [], status: [], abandon: [] }, answers);
  const asked = (): readonly [number, number] => [world.alpha.authorized.length, world.alpha.queried.length];

  /** An attempt whose call came to nothing known. */
  const unknownAttempt = async (...candidates: readonly string[]): Promise<string> => {
    script({ authorize: [unknown] });
    const id = await world.begin({ routing: { rule: 'default', rulesVersion: 0, candidates, excluded: [] } });
    await world.newCalls().send(id, causeOf());
    world.alpha.authorized.length = 0;
    return id;
  };

  it('say what is to be charged, under a reference of its own', async () => {
    script({ authorize: [approved] });
    const id = await world.begin({ captureMethod: 'manual', secureMode: 'required' });
    await world.newCalls().send(id, causeOf());
    expect(world.alpha.authorized).toEqual([
      {
        reference: id,
        amount: 10_000n,
        currency: 'EUR',
        capture: false,
        challenge: true,
        card: { number: '4242424242424242', expMonth: 12, expYear: 2099, cvc: '737' },
        returnUrl: `https://pay.example/v1/3ds/${id}/return`,
        callbackUrl: 'https://pay.example/v1/providers/alpha/callbacks',
      },
    ]);
  });

  it.each<[ProviderOutcome, string]>([
    [approved, 'SUCCEEDED'],
    [authorized, 'UNKNOWN'],
    [action_required, 'REQUIRES_ACTION'],
    [declined, 'DECLINED'],
    [failed_before_sending, 'FAILED'],
    [unknown, 'UNKNOWN'],
  ])('record the answer %j', async (answer, status) => {
    script({ authorize: [answer] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    expect(await world.attempt(id)).toMatchObject({ status });
    expect(asked()).toEqual([1, 0]);
  });

  it('are not begun again when they are told to begin again', async () => {
    script({ authorize: [approved] });
    const [id, why] = [await world.begin(), causeOf()];
    await world.newCalls().send(id, why);
    await world.newCalls().send(id, why);
    expect(asked()).toEqual([1, 0]);
    expect(await world.history(id)).toEqual([
      'ChargeAttemptCreated',
      'ChargeAttemptProcessing',
      'ChargeAttemptSucceeded',
    ]);
  });

  describe('after a crash in the middle of the call', () => {
    /** Sent, as far as the log knows. */
    const sent = async (): Promise<[string, ReturnType<typeof causeOf>]> => {
      const [id, why] = [await world.begin(), causeOf()];
      await world.aggregate.handle(id, { type: 'SendAttempt', now: why.occurredAt }, why);
      return [id, why];
    };

    it('begin with a question, and do not charge what was charged', async () => {
      script({ status: [approved] });
      const [id, why] = await sent();
      await world.newCalls().send(id, why);
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED' });
      expect(asked()).toEqual([0, 1]);
    });

    it('charge under the same reference what the provider has never heard of', async () => {
      script({ status: [{ type: 'not_found' }], authorize: [approved] });
      const [id, why] = await sent();
      await world.newCalls().send(id, why);
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED' });
      expect(world.alpha.authorized.map(({ reference }) => reference)).toEqual([id]);
    });

    it('do not take it for failed that the provider cannot be reached now', async () => {
      script({ status: [{ type: 'not_found' }], authorize: [failed_before_sending] });
      const [id, why] = await sent();
      await world.newCalls().send(id, why);
      expect(await world.attempt(id)).toMatchObject({ status: 'UNKNOWN' });
    });

    it('send no card that is gone from the vault, and leave open what the first call may still do', async () => {
      script({ status: [{ type: 'not_found' }] });
      const [id, why] = await sent();
      await world.vault.wipeOfPayment((await world.attempt(id)).paymentId, new Date());
      await world.newCalls().send(id, why);
      expect(await world.attempt(id)).toMatchObject({ status: 'UNKNOWN' });
      expect(asked()).toEqual([0, 1]);
    });
  });

  describe('while the outcome is unknown', () => {
    it.each(['status_query', 'callback'] as const)('learn it by %s', async by => {
      const id = await unknownAttempt();
      script({ status: [approved] });
      expect(await world.newCalls().resolve(id, by)).toBe('decided');
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', resolution: { by } });
      expect(world.alpha.queried).toEqual([{ reference: id, amount: 10_000n, currency: 'EUR' }]);
    });

    it('ask again and again, and write nothing until something is known', async () => {
      const id = await unknownAttempt();
      script({ status: [unknown, unknown, declined] });
      const calls = world.newCalls();
      expect(await calls.resolve(id, 'status_query')).toBe('open');
      expect(await calls.resolve(id, 'status_query')).toBe('open');
      const before = await world.history(id);
      expect(before.at(-1)).toBe('ChargeAttemptUnknown');
      expect(await calls.resolve(id, 'status_query')).toBe('decided');
      expect(await world.history(id)).toEqual([...before, 'ChargeAttemptDeclined']);
    });

    it('have the provider refuse for ever what never arrived, and end as a soft decline', async () => {
      const id = await unknownAttempt('alpha', 'beta');
      script({ status: [{ type: 'not_found' }], abandon: [{ type: 'abandoned' }] });
      expect(await world.newCalls().resolve(id, 'status_query')).toBe('decided');
      expect(world.alpha.abandoned).toEqual([{ reference: id, amount: 10_000n, currency: 'EUR' }]);
      expect(world.alpha.authorized).toEqual([]);
      expect(await world.attempt(id)).toMatchObject({
        status: 'DECLINED',
        decline: { code: 'provider_timeout', category: 'soft' },
        nextProvider: 'beta',
        resolution: { by: 'status_query' },
      });
    });

    it('stay open until the provider has said that it will refuse it', async () => {
      const id = await unknownAttempt('alpha', 'beta');
      script({ status: [{ type: 'not_found' }], abandon: [unknown, { type: 'abandoned' }] });
      const calls = world.newCalls();
      expect(await calls.resolve(id, 'status_query')).toBe('open');
      expect(await world.attempt(id)).toMatchObject({ status: 'UNKNOWN', nextProvider: null });
      expect(await calls.resolve(id, 'status_query')).toBe('decided');
    });

    it('take the charge that arrived while it was being given up', async () => {
      const id = await unknownAttempt('alpha', 'beta');
      script({ status: [{ type: 'not_found' }], abandon: [approved] });
      expect(await world.newCalls().resolve(id, 'status_query')).toBe('decided');
      expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', nextProvider: null });
    });

    it('have one outcome, however many learn it at the same time', async () => {
      const id = await unknownAttempt();
      script({ status: [approved] });
      const calls = Array.from({ length: 8 }, () => world.newCalls());
      await Promise.all(calls.map((call, index) => call.resolve(id, index % 2 === 0 ? 'callback' : 'status_query')));
      const history = await world.history(id);
      expect(history.filter(type => type === 'ChargeAttemptSucceeded')).toHaveLength(1);
      expect(history.at(-1)).toBe('ChargeAttemptSucceeded');
    });
  });

  it('fail when the card is gone from the vault before it was ever sent', async () => {
    const id = await world.begin();
    await world.vault.wipeOfPayment((await world.attempt(id)).paymentId, new Date());
    await world.newCalls().send(id, causeOf());
    expect(await world.attempt(id)).toMatchObject({ status: 'FAILED' });
    expect(asked()).toEqual([0, 0]);
  });

  it('ask nothing about what is decided, nor about what is not ours', async () => {
    script({ authorize: [approved] });
    const id = await world.begin();
    const calls = world.newCalls();
    expect(await calls.resolve(id, 'callback')).toBe('decided');
    await calls.send(id, causeOf());
    expect(await calls.resolve(id, 'callback')).toBe('decided');
    expect(await calls.resolve('ch_of_somebody_else', 'callback')).toBe('decided');
    expect(asked()).toEqual([1, 0]);
    expect(await world.history('ch_of_somebody_else')).toEqual([]);
  });

  it('let the answer of the call come first when a callback overtakes it', async () => {
    const answer = Promise.withResolvers<ProviderOutcome>();
    script({ authorize: [() => answer.promise], status: [declined] });
    const [id, calls] = [await world.begin(), world.newCalls()];
    const sending = calls.send(id, causeOf());
    await eventually(() => world.alpha.authorized.length === 1);
    const resolving = calls.resolve(id, 'callback');
    answer.resolve(approved);
    expect(await resolving).toBe('decided');
    await sending;
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', resolution: null });
    expect(asked()).toEqual([1, 0]);
  });

  it('do not wait for ever for an answer when a callback has come', async () => {
    const answer = Promise.withResolvers<ProviderOutcome>();
    script({ authorize: [() => answer.promise], status: [approved] });
    const [id, calls] = [await world.begin(), world.newCalls()];
    const sending = calls.send(id, causeOf());
    await eventually(() => world.alpha.authorized.length === 1);
    expect(await calls.resolve(id, 'callback')).toBe('decided');
    answer.resolve(unknown);
    await sending;
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('stand when asked for again, though the call before never left', async () => {
    const [first, second] = [Promise.withResolvers<ProviderOutcome>(), Promise.withResolvers<ProviderOutcome>()];
    script({ authorize: [() => first.promise, () => second.promise], status: [{ type: 'not_found' }] });
    const id = await world.begin();
    const sending = world.newCalls().send(id, causeOf());
    await eventually(() => world.alpha.authorized.length === 1);
    const resolving = world.newCalls().resolve(id, 'status_query');
    await eventually(() => world.alpha.authorized.length === 2);
    first.resolve(failed_before_sending);
    await sending;
    second.resolve(approved);
    expect(await resolving).toBe('decided');
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', contradictedAt: null });
  });

  it('give up nothing that a call of ours, which is under way, may still do', async () => {
    const answer = Promise.withResolvers<ProviderOutcome>();
    script({ authorize: [() => answer.promise], status: [{ type: 'not_found' }] });
    const [id, calls] = [await world.begin(), world.newCalls()];
    const sending = calls.send(id, causeOf());
    await eventually(() => world.alpha.authorized.length === 1);
    expect(await calls.resolve(id, 'callback')).toBe('open');
    answer.resolve(approved);
    await sending;
    expect(await world.attempt(id)).toMatchObject({ status: 'SUCCEEDED', resolution: null });
    expect(world.alpha.abandoned).toEqual([]);
  });

  it.each([
    ['keep', 'while another provider is to be tried', ['alpha', 'beta'], '737'],
    ['forget', 'when nobody is left to be tried', ['alpha'], null],
  ])('%s the cvc %s', async (_does, _when, candidates, left) => {
    const id = await unknownAttempt(...candidates);
    const { paymentMethodId } = await world.attempt(id);
    const cvc = async () => (await world.vault.reveal(paymentMethodId, new Date())).cvc;
    expect(await cvc()).toBe('737');
    script({ status: [{ type: 'not_found' }], abandon: [{ type: 'abandoned' }] });
    await world.newCalls().resolve(id, 'status_query');
    expect(await cvc()).toBe(left);
  });

  describe('whose provider is not configured', () => {
    it('fail before they begin', async () => {
      const id = await world.begin({ provider: 'gamma' });
      await world.newCalls().send(id, causeOf());
      expect(await world.attempt(id)).toMatchObject({ status: 'FAILED', failureReason: 'gamma is not configured' });
    });

    it('are for an operator once they may have begun', async () => {
      const id = await world.begin({ provider: 'gamma' });
      await world.aggregate.handle(id, sendAttempt, causeOf());
      await world.newCalls().resolve(id, 'status_query');
      expect(await world.attempt(id)).toMatchObject({ status: 'UNKNOWN' });
      await world.aggregate.handle(id, decideByOperator('declined'), causeOf());
      expect(await world.attempt(id)).toMatchObject({ status: 'DECLINED' });
    });
  });
});

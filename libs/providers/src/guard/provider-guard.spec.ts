import { notSent, unknown } from '../answered.ts';
import type { Connector, OperationRequest, ProviderOutcome } from '../connector.ts';
import { operationOn, request } from '../contract/provider-under-test.ts';
import { Guards } from './guards.ts';

type Told = ProviderOutcome | (() => Promise<ProviderOutcome>);

const APPROVED = { type: 'approved', providerReference: 'p_1' } as const;
const DECLINED = { type: 'declined', code: 'card_declined', message: 'No.', category: 'soft' } as const;
const ACTION = { type: 'action_required', providerReference: 'p_1', redirectUrl: 'https://psp.example' } as const;
const NO_ANSWER = unknown('no answer: TimeoutError');

/** A guarded provider that answers every call as it is told. */
const guarded = (told: Told) => {
  let now = new Date('2026-11-21T10:00:00Z');
  const world = { told, called: 0, refused: [] as string[], queried: 0 };
  const answer = (): Promise<ProviderOutcome> =>
    typeof world.told === 'function' ? world.told() : Promise.resolve(world.told);
  const query = async () => {
    world.queried += 1;
    return (await answer()) as typeof NO_ANSWER;
  };
  const connector: Connector = {
    provider: 'alpha',
    capabilities: {
      ...{ currencies: 'all', brands: 'all', manualCapture: true, partialCapture: true, partialRefund: true },
    },
    authorize: () => {
      world.called += 1;
      return answer();
    },
    operate: async () => {
      world.called += 1;
      return (await answer()) as typeof NO_ANSWER;
    },
    status: query,
    abandon: query,
    operationStatus: query,
    dispute: query,
    parseCallback: () => null,
  };
  const guards = new Guards(
    new Map([['alpha', connector]]),
    { now: () => now },
    { circuitChanged: () => undefined, callRefused: (_provider, why) => world.refused.push(why) },
  );
  const alpha = guards.connectors.get('alpha');
  if (!alpha) throw new Error('It has no alpha');
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1_000);
  };
  return { world, guards, alpha, pass };
};

const times = async (count: number, call: () => Promise<unknown>): Promise<void> => {
  for (let time = 0; time < count; time += 1) await call();
};

const capture: OperationRequest = operationOn(request(), 'capture');

describe('a guard before a provider', () => {
  it.each([
    ['no answer', NO_ANSWER],
    ['no connection', notSent('ECONNREFUSED')],
  ])('stops calling after ten calls with %s, and says that nothing was sent', async (_what, told) => {
    const { world, guards, alpha } = guarded(told);
    await times(5, () => alpha.authorize(request()));
    await times(5, () => alpha.operate(capture));
    expect(guards.standings()).toMatchObject([
      { provider: 'alpha', state: 'open', outage: { reason: 'circuit_open' } },
    ]);
    world.told = APPROVED;
    const refusal = { ...notSent('circuit_open'), retryAfterMs: 5_000 };
    expect([await alpha.authorize(request()), await alpha.operate(capture)]).toEqual([refusal, refusal]);
    expect([world.called, world.refused]).toEqual([10, ['circuit_open', 'circuit_open']]);
    expect([guards.unavailable('alpha'), guards.outageMs()]).toEqual(['circuit_open', 5_000]);
  });

  it.each([
    ['declines', DECLINED],
    ['challenges', ACTION],
    ['answers about other money', { ...NO_ANSWER, mismatch: true }],
    ['says yes', APPROVED],
  ])('goes on calling one that %s', async (_what, told) => {
    const { world, guards, alpha } = guarded(told);
    await times(50, () => alpha.authorize(request()));
    expect([world.called, guards.unavailable('alpha'), guards.outageMs()]).toEqual([50, undefined, null]);
  });

  it('asks what became of earlier calls all the same, and takes that for no sign of recovery', async () => {
    const { world, guards, alpha } = guarded(NO_ANSWER);
    await times(10, () => alpha.authorize(request()));
    world.told = APPROVED;
    expect(await alpha.status(request())).toEqual(APPROVED);
    await Promise.all([alpha.abandon(request()), alpha.operationStatus(capture)]);
    expect([world.queried, guards.standings()[0]?.state]).toEqual([3, 'open']);
  });

  it('tries one call after a while, and is open to all when it succeeds', async () => {
    const { world, guards, alpha, pass } = guarded(NO_ANSWER);
    await times(10, () => alpha.authorize(request()));
    pass(5);
    expect([guards.unavailable('alpha'), guards.outageMs()]).toEqual([undefined, null]);
    const probe = Promise.withResolvers<ProviderOutcome>();
    world.told = () => probe.promise;
    const probing = alpha.authorize(request());
    expect([guards.unavailable('alpha'), guards.isOnTrial('alpha'), guards.outageMs()]).toEqual([
      undefined,
      true,
      1_000,
    ]);
    probe.resolve(APPROVED);
    expect([await probing, guards.standings()[0]?.state, world.called]).toEqual([APPROVED, 'closed', 11]);
    expect(guards.isOnTrial('alpha')).toBe(false);
  });

  it.each([
    ['makes them all when that one succeeds', APPROVED, APPROVED, 30],
    ['makes none of them when that one fails', NO_ANSWER, { ...notSent('circuit_open'), retryAfterMs: 10_000 }, 11],
  ])('has calls that come while one is tried wait for it, and %s', async (_what, answer, told, called) => {
    const { world, alpha, pass } = guarded(NO_ANSWER);
    await times(10, () => alpha.authorize(request()));
    pass(5);
    const probe = Promise.withResolvers<ProviderOutcome>();
    world.told = () => probe.promise;
    const [probing, ...others] = Array.from({ length: 20 }, () => alpha.authorize(request()));
    world.told = APPROVED;
    probe.resolve(answer);
    expect(await probing).toEqual(answer);
    expect(await Promise.all(others)).toEqual(others.map(() => told));
    expect(world.called).toBe(called);
  });

  it('has no call wait longer than a while for one that is tried and hangs', async () => {
    const { world, alpha, pass } = guarded(NO_ANSWER);
    await times(10, () => alpha.authorize(request()));
    pass(5);
    const probe = Promise.withResolvers<ProviderOutcome>();
    world.told = () => probe.promise;
    const probing = alpha.authorize(request());
    expect(await alpha.authorize(request())).toMatchObject({ reason: 'circuit_open', retryAfterMs: 1_000 });
    probe.resolve(APPROVED);
    await probing;
  });

  it.each([
    ['turned a call away', 'authorize', { ...notSent('rate_limited'), retryAfterMs: 30_000 }],
    ['could not serve a query', 'status', { ...unknown('HTTP 503'), retryAfterMs: 30_000 }],
  ] as const)('leaves alone for as long as it asks one that %s', async (_what, asked, told) => {
    const { world, guards, alpha, pass } = guarded(told);
    await alpha[asked](request());
    world.told = APPROVED;
    pass(10);
    expect(await alpha.authorize(request())).toEqual({ ...notSent('retry_after'), retryAfterMs: 20_000 });
    expect([guards.leftAlone(), guards.unavailable('alpha')]).toEqual([['alpha'], 'retry_after']);
    pass(20);
    expect([guards.leftAlone(), await alpha.authorize(request())]).toEqual([[], APPROVED]);
  });

  it('has so many calls wait for a provider that hangs, refuses the others, and calls none of those in vain', async () => {
    const { world, guards, alpha } = guarded(APPROVED);
    const answer = Promise.withResolvers<ProviderOutcome>();
    world.told = () => answer.promise;
    const calls = Array.from({ length: 200 }, () => alpha.authorize(request()));
    expect(await Promise.all(calls.slice(128))).toEqual(
      Array.from({ length: 72 }, () => ({ ...notSent('bulkhead_full'), retryAfterMs: 1_000 })),
    );
    expect(guards.standings()).toMatchObject([{ inFlight: 64, queued: 64, state: 'closed' }]);
    expect(guards.unavailable('alpha')).toBe('bulkhead_full');
    answer.resolve(NO_ANSWER);
    await Promise.all(calls);
    // Those that waited for their turn were refused once the first had failed.
    expect(world.called).toBeLessThanOrEqual(64 + 10);
    expect(guards.standings()).toMatchObject([{ inFlight: 0, queued: 0, state: 'open' }]);
  });

  it('keeps questions apart from calls: a hundred that hang leave it free to authorize', async () => {
    const { world, guards, alpha } = guarded(APPROVED);
    const answer = Promise.withResolvers<ProviderOutcome>();
    world.told = () => answer.promise;
    const queries = Array.from({ length: 200 }, () => alpha.status(request()));
    expect(await queries.at(-1)).toMatchObject({ type: 'unknown', evidence: expect.stringMatching(/^not asked/) });
    expect(guards.standings()).toMatchObject([{ inFlight: 32, queued: 128 }]);
    world.told = APPROVED;
    expect(await alpha.authorize(request())).toEqual(APPROVED);
    answer.resolve(APPROVED);
    await Promise.all(queries);
  });
});

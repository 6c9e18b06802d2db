import { card, cards, eventually } from '@counterfoil/testing';
import { accountsOf, expectBooksToAgree } from './faults/agreement.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

const TIMEOUT_MS = 300;
/** Longer than a call may take: the provider answers too late. */
const TOO_LATE_MS = 2 * TIMEOUT_MS;

/** The faults of api.md of which the caller cannot tell from the answer what was done; how it is. */
const UNANSWERED = {
  drop_before: 'not done',
  drop_after: 'done',
  error_before: 'not done',
  error_after: 'done',
  malformed: 'done',
  delay_before: 'done',
  wrong_amount: 'done',
  hang: 'done',
  wrong_currency: 'done',
} as const;
/** Those of the callback alone: the answer says all. */
const ANSWERED = {
  duplicate_callback: 'done',
  no_callback: 'done',
  late_callback: 'done',
  reordered_callbacks: 'done',
} as const;
const FAULTS = { ...UNANSWERED, ...ANSWERED };

const PROVIDERS = ['alpha', 'beta'] as const;
type ProviderName = (typeof PROVIDERS)[number];
const OPERATIONS = ['capture', 'void', 'refund'] as const;
type OperationName = (typeof OPERATIONS)[number];

/** Alpha is asked first; what it cannot process goes on to beta. */
const CARD_OF = { alpha: cards.visa, beta: cards.processingError } as const;

/** What `GET /v1/providers` answers. */
interface Providers {
  readonly data: readonly { readonly provider: string; readonly state: string }[];
}

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) => Object.keys(table) as Name[];
const everyCase = <Name extends string>(operations: readonly Name[]) =>
  PROVIDERS.flatMap(provider =>
    operations.flatMap(operation => namesOf(FAULTS).map(fault => [operation, provider, fault] as const)),
  );

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) });
});
afterEach(() => running.provider.clearFaults());
afterAll(() => running.stop());

const suffer = async (fault: string, operation: string, more: object = {}): Promise<void> => {
  const asked = { fault, operation, times: 1, delay_ms: TOO_LATE_MS, ...more };
  expect((await running.provider.addFault(asked)).status).toBe(201);
};

const pay = async (provider: ProviderName, capture_method: 'automatic' | 'manual' = 'automatic') => {
  const { status, body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'TRY', capture_method, confirm: true },
    payment_method: card(CARD_OF[provider]),
  });
  expect([status, body.confirmResult?.status]).toEqual([201, body.payment.status]);
  return body.payment;
};

/** So many calls that succeed that the failing ones of a test do not open the provider's circuit. */
const beWell = async (provider: ProviderName, calls: number): Promise<void> => {
  await Promise.all(Array.from({ length: calls }, () => pay(provider)));
};

/** What the provider was asked to charge. */
const chargeAt = async (provider: ProviderName, paymentId: string) =>
  (await running.merchant.charges(paymentId)).body.data.find(charge => charge.provider === provider);

const TIMED_OUT = { code: 'provider_timeout', category: 'soft' };

/** How a payment ends of which the provider has done nothing: there is another provider after alpha, and none after beta. */
const UNDONE = {
  alpha: { status: 'SUCCEEDED', attempts_left: 3, amount_captured: 12_500, decline: null },
  beta: { status: 'REQUIRES_PAYMENT_METHOD', attempts_left: 2, amount_captured: 0, decline: TIMED_OUT },
} as const;

/** Asks for it, and expects the answer of api.md for what is done. */
const operate = {
  capture: async (paymentId: string) => {
    const { status, body } = await running.merchant.capturePayment(paymentId, { amount: 4_000 });
    expect([status, body.payment]).toMatchObject([200, { status: 'SUCCEEDED', amount_captured: 4_000 }]);
  },
  void: async (paymentId: string) => {
    const { status, body } = await running.merchant.cancelPayment(paymentId);
    expect([status, body.payment]).toMatchObject([200, { status: 'CANCELLED', amount_capturable: 0 }]);
  },
  refund: async (paymentId: string) => {
    const { status, body } = await running.merchant.createRefund(paymentId, { amount: 4_000 });
    expect([status, body.refund]).toMatchObject([201, { status: 'SUCCEEDED', amount: 4_000, failure_code: null }]);
  },
} as const satisfies Readonly<Record<OperationName, unknown>>;

const payFor = (operation: OperationName, provider: ProviderName) =>
  pay(provider, operation === 'refund' ? 'automatic' : 'manual');

const wasUnknown = async (paymentId: string): Promise<boolean> => {
  const { data } = (await running.merchant.timeline(paymentId, { limit: 100 })).body;
  return data.some(({ type }) => type === 'ChargeOperationUnknown');
};

describe('each fault of the control API', () => {
  it.each(everyCase(['authorize']))('an %s at %s that suffers %s charges once', async (operation, provider, fault) => {
    await beWell(provider, 2);
    await suffer(fault, operation, { provider });
    const payment = await pay(provider);
    const charge = await chargeAt(provider, payment.id);
    expect(charge?.unknown_since).toEqual(fault in UNANSWERED ? expect.any(String) : null);
    const isDone = FAULTS[fault] === 'done';
    expect(payment).toMatchObject(isDone ? { status: 'SUCCEEDED', attempts_left: 3 } : UNDONE[provider]);
    expect(charge).toMatchObject(isDone ? { status: 'SUCCEEDED' } : { status: 'DECLINED', decline: TIMED_OUT });
  });

  it.each(everyCase(OPERATIONS))('a %s at %s that suffers %s is done once', async (operation, provider, fault) => {
    await beWell(provider, 1);
    const { id } = await payFor(operation, provider);
    await suffer(fault, operation, { provider });
    await operate[operation](id);
    expect(await wasUnknown(id)).toBe(fault in UNANSWERED);
  });
});

it.each(PROVIDERS.flatMap(provider => namesOf(UNANSWERED).map(fault => [provider, fault] as const)))(
  'what %s has done unanswered is found out although the status query suffers %s',
  async (provider, fault) => {
    await beWell(provider, 6);
    const payments = await Promise.all(OPERATIONS.map(async name => [name, await payFor(name, provider)] as const));
    for (const operation of ['authorize', ...OPERATIONS]) await suffer('drop_after', operation, { provider });
    await suffer(fault, 'status', { provider, times: 4 });
    const [paid] = await Promise.all([pay(provider), ...payments.map(([name, { id }]) => operate[name](id))]);
    expect(paid.status).toBe('SUCCEEDED');
  },
);

describe('a provider that turns a call away, doing nothing', () => {
  /** It asks to be left alone for a second. */
  const isBack = (provider: ProviderName) =>
    eventually(async () => {
      const { data } = (await running.merchant.call<Providers>('GET', '/v1/providers')).body;
      return data.find(standing => standing.provider === provider)?.state !== 'open';
    });

  it('authorizes nothing, and the next provider is asked', async () => {
    await suffer('rate_limited', 'authorize', { provider: 'alpha' });
    const payment = await pay('alpha');
    expect(payment).toMatchObject({ status: 'SUCCEEDED', attempts_left: 3 });
    expect(await chargeAt('alpha', payment.id)).toMatchObject({ status: 'FAILED' });
    expect(await chargeAt('beta', payment.id)).toMatchObject({ status: 'SUCCEEDED' });
    await isBack('alpha');
  });

  it.each(PROVIDERS)('leaves a capture at %s to be asked for again', async provider => {
    const { id } = await payFor('capture', provider);
    await suffer('rate_limited', 'capture', { provider });
    const refused = await running.merchant.capturePayment(id, { amount: 4_000 });
    expect([refused.status, refused.body.code]).toEqual([409, 'capture_failed']);
    await isBack(provider);
    await operate.capture(id);
  });

  it.each(PROVIDERS)('fails a refund at %s, which may be asked for again', async provider => {
    const { id } = await payFor('refund', provider);
    await suffer('rate_limited', 'refund', { provider });
    const { refund } = (await running.merchant.createRefund(id, { amount: 4_000 })).body;
    expect(refund).toMatchObject({ status: 'FAILED', failure_code: 'provider_unavailable' });
    await isBack(provider);
    await operate.refund(id);
  });

  it.each(PROVIDERS)('has a void at %s done later by itself', async provider => {
    const { id } = await payFor('void', provider);
    await suffer('rate_limited', 'void', { provider });
    await operate.void(id);
  });
});

it.each(PROVIDERS)('what %s denies to have charged completes its payment when it tells the truth', async provider => {
  await suffer('contradict', 'authorize', { provider });
  const { id } = await pay(provider);
  await eventually(async () => (await running.merchant.getPayment(id)).body.payment.status === 'SUCCEEDED');
  expect(await chargeAt(provider, id)).toMatchObject({ status: 'SUCCEEDED', contradicted_at: expect.any(String) });
});

it('afterwards the books of both providers and our records agree, charge by charge', async () => {
  await eventually(async () => {
    const accounts = await accountsOf(running.merchant);
    expect(await expectBooksToAgree(accounts, running.provider)).toBeGreaterThan(accounts.length);
    return true;
  });
});

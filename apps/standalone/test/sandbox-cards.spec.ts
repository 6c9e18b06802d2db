import { answerChallenge, card, cards } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

/** What the merchant and the provider's books say of a payment by a card. */
interface Told {
  readonly status: string;
  readonly decline: string | null;
  /** At which provider each attempt was made, and how it ended. */
  readonly charges: readonly string[];
  /** Each operation of the charges, and how it ended at the provider. */
  readonly books: readonly string[];
}

/** One row of the table: the card, and what it does to a payment that captures at once and to one that does not. */
type Row = readonly [number: string, automatic: Told, manual: Told];

const succeeds: Told = {
  ...{ status: 'SUCCEEDED', decline: null, charges: ['alpha SUCCEEDED'] },
  books: ['alpha authorize succeeded'],
};
const authorizes: Told = { ...succeeds, status: 'AUTHORIZED', charges: ['alpha AUTHORIZED'] };
/** After the first provider's soft decline. */
const elsewhere = (status: string): Told => ({
  ...{ status, decline: null, charges: ['alpha DECLINED', `beta ${status}`] },
  books: ['alpha authorize declined', 'beta authorize succeeded'],
});
const declines = (decline: string): Told => ({
  status: 'REQUIRES_PAYMENT_METHOD',
  decline,
  charges: ['alpha DECLINED'],
  books: ['alpha authorize declined'],
});
const both = (number: string, told: Told): Row => [number, told, told];

/** Both providers have fallen silent, and each has sworn that nothing happened, nor will. */
const timesOut: Told = {
  ...{ status: 'REQUIRES_PAYMENT_METHOD', decline: 'soft provider_timeout' },
  ...{ charges: ['alpha DECLINED', 'beta DECLINED'], books: [] },
};
const challenged: Told = {
  ...{ status: 'REQUIRES_ACTION', decline: null, charges: ['alpha REQUIRES_ACTION'] },
  books: ['alpha authorize requires_action'],
};

const rows: readonly Row[] = [
  [cards.visa, succeeds, authorizes],
  [cards.mastercard, succeeds, authorizes],
  ['4111111111111111', succeeds, authorizes],
  both(cards.declined, declines('hard card_declined')),
  both(cards.insufficientFunds, declines('hard insufficient_funds')),
  both(cards.lost, declines('hard lost_card')),
  [cards.processingError, elsewhere('SUCCEEDED'), elsewhere('AUTHORIZED')],
  both(cards.challenge, challenged),
  [cards.disputed, succeeds, authorizes],
  [cards.silentCharged, succeeds, authorizes],
  both(cards.silentNotCharged, timesOut),
  [cards.captureFails, declines('hard capture_failed'), authorizes],
];

const paying = async (number: string, changes: Readonly<Record<string, string>>) => {
  const method = { payment_method: card(number), confirm: true };
  const { status, body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'BHD', ...method, ...changes },
  });
  expect(status).toBe(201);
  return body.payment;
};

const told = async (id: string): Promise<Told> => {
  const { payment } = (await running.merchant.getPayment(id)).body;
  const charges = (await running.merchant.charges(id)).body.data;
  const books = (await Promise.all(charges.map(charge => running.provider.books(charge.id)))).flat();
  return {
    status: payment.status,
    decline: payment.decline && `${payment.decline.category} ${payment.decline.code}`,
    charges: charges.map(charge => `${charge.provider} ${charge.status}`),
    books: books.map(({ provider, operation, status }) => `${provider} ${operation} ${status}`),
  };
};

/** The payments by card, made at the same time: the card that never answers keeps its merchant waiting for long. */
const payingWithEach = async (changes: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> =>
  new Map(
    await Promise.all(
      rows.map(async ([number]) => [number, (await paying(number, changes)).id] as const), //
    ),
  );

let automatic: ReadonlyMap<string, string>;
let manual: ReadonlyMap<string, string>;
let secure: ReadonlyMap<string, string>;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
  [automatic, manual, secure] = await Promise.all([
    payingWithEach({ capture_method: 'automatic' }),
    payingWithEach({ capture_method: 'manual' }),
    payingWithEach({ secure_mode: 'required' }),
  ]);
});

afterAll(() => running.stop());

describe('the sandbox’s card', () => {
  it.each(rows)('%s does with automatic capture what its row says', async (number, expected) =>
    expect(await told(automatic.get(number)!)).toEqual(expected),
  );

  it.each(rows)('%s does with manual capture what its row says', async (number, _automatic, expected) =>
    expect(await told(manual.get(number)!)).toEqual(expected),
  );

  it.each(rows.filter(([, , { status }]) => status === 'AUTHORIZED').map(([number]) => number))(
    '%s, authorized, is captured unless captures fail',
    async number => {
      const id = manual.get(number)!;
      const { status, body } = await running.merchant.capturePayment(id, { amount: 12_000 });
      const fails = number === cards.captureFails;
      expect([status, body.code]).toEqual(fails ? [409, 'capture_failed'] : [200, undefined]);
      const { payment } = (await running.merchant.getPayment(id)).body;
      expect([payment.status, payment.amount_captured]).toEqual(fails ? ['AUTHORIZED', 0] : ['SUCCEEDED', 12_000]);
      const charge = (await running.merchant.charges(id)).body.data.at(-1);
      const [, capture, ...more] = await running.provider.books(charge!.id);
      expect(capture).toMatchObject({ operation: 'capture', amount: 12_000, status: fails ? 'failed' : 'succeeded' });
      expect(more).toEqual([]);
    },
  );

  it('whose provider falls silent after it has charged is charged once, as a status query found', async () => {
    for (const id of [automatic.get(cards.silentCharged)!, manual.get(cards.silentCharged)!]) {
      const [charge] = (await running.merchant.charges(id)).body.data;
      expect(charge).toMatchObject({ unknown_since: expect.any(String), resolution: { by: 'status_query' } });
    }
  });

  it.each([
    ['automatic', 'Complete', { ...succeeds }],
    ['manual', 'Complete', { ...authorizes }],
    ['automatic', 'Fail', declines('hard authentication_failed')],
    ['manual', 'Fail', declines('hard authentication_failed')],
  ] as const)('that asks for 3DS, with %s capture, does what the button %s says', async (capture, button, expected) => {
    const { id, next_action: action } = await paying(cards.challenge, { capture_method: capture });
    await answerChallenge(action!.redirect_user_to_url.url, button);
    expect(await told(id)).toEqual(expected);
  });

  it.each(rows.map(([number]) => number))('%s asks for 3DS when the merchant requires it', async number =>
    // A provider that does nothing at all asks for nothing either.
    expect(await told(secure.get(number)!)).toEqual(number === cards.silentNotCharged ? timesOut : challenged),
  );

  it.each([
    ['fails its check digit', '/payment_method/card/number', { number: '4242424242424241' }],
    ['has expired', '/payment_method/card/exp_year', { exp_year: 2024 }],
  ])('that %s is 422', async (_why, pointer, changes) => {
    const { card: fields } = card(cards.visa);
    const { status, body } = await running.merchant.createPayment({
      ...{ amount: 1, currency: 'EUR', payment_method: { type: 'card', card: { ...fields, ...changes } } },
    });
    expect([status, body.errors?.map(error => error.pointer)]).toEqual([422, [pointer]]);
  });
});

import { card, cards, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const payment = { amount: 12_500, currency: 'TRY' };
const session = { ...payment, return_url: 'https://merchant.example' };
const absent = undefined;

/** The pointers of a 422, in order; anything else as it is. */
const faultsOf = ({ status, body }: Answer<unknown>): unknown =>
  status === 422 && body.code === 'validation_failed'
    ? body.errors?.map(({ pointer }) => pointer).sort()
    : [status, body];

type Case = readonly [field: string, value: unknown, ...pointers: string[]];

const tooLong = 'x'.repeat(501);
const lone = 'a\ud800b';
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const entries = (count: number) => Object.fromEntries(many(count, index => [`k${index}`, '']));

const ofBoth: readonly Case[] = [
  ['amount', absent, '/amount'],
  ['amount', null, '/amount'],
  ['amount', 0, '/amount'],
  ['amount', -1, '/amount'],
  ['amount', 1.5, '/amount'],
  ['amount', '100', '/amount'],
  ['amount', 1_000_000_000_000, '/amount'],
  ['amount', 2 ** 60, '/amount'],
  ['currency', absent, '/currency'],
  ['currency', 'try', '/currency'],
  ['currency', 'TRYX', '/currency'],
  ['currency', 'ZZZ', '/currency'],
  ['currency', 'XXX', '/currency'],
  ['currency', 'XAU', '/currency'],
  ['currency', 949, '/currency'],
  ['capture_method', 'later', '/capture_method'],
  ['capture_method', null, '/capture_method'],
  ['secure_mode', true, '/secure_mode'],
  ['reference', '', '/reference'],
  ['reference', 'a\0b', '/reference'],
  ['reference', lone, '/reference'],
  ['reference', 7, '/reference'],
  ['max_attempts', 0, '/max_attempts'],
  ['max_attempts', 11, '/max_attempts'],
  ['max_attempts', '3', '/max_attempts'],
  ['customer', 'Ada', '/customer'],
  ['customer', { email: 'nobody', name: 1, nick: 'x' }, '/customer/email', '/customer/name', '/customer/nick'],
  ['metadata', [], '/metadata'],
  [
    'metadata',
    { a: 1, b: null, c: tooLong, d: 'a\0b', e: {} },
    ...['a', 'b', 'c', 'd', 'e'].map(key => `/metadata/${key}`),
  ],
  ['metadata', { 'a/b~c': 1 }, '/metadata/a~1b~0c'],
  ['metadata', { ['k'.repeat(41)]: '' }, `/metadata/${'k'.repeat(41)}`],
  ['metadata', { '': 'x' }, '/metadata/'],
  ['metadata', entries(51), '/metadata'],
  ['metadata', { a: lone }, '/metadata/a'],
  ['return_url', 'http://merchant.example', '/return_url'],
  ['return_url', 'javascript:alert(1)', '/return_url'],
  ['return_url', '/thanks', '/return_url'],
  ['return_url', 'https://user:secret@merchant.example', '/return_url'],
  ['return_url', 'https://', '/return_url'],
  ['surprise', null, '/surprise'],
];

const lineItem = { name: 'Anvil', quantity: 1, unit_amount: 12_500 };
const field = { key: 'size', label: 'Size', type: 'text' };

const ofSessions: readonly Case[] = [
  ['return_url', absent, '/return_url'],
  ['return_url', null, '/return_url'],
  ['url', 'https://pay.merchant.example/?a=1', '/url'],
  ['url', 'https://pay.merchant.example/#top', '/url'],
  ['url', 'ftp://pay.merchant.example', '/url'],
  ['cancel_url', 'nowhere', '/cancel_url'],
  ['expires_in', 59, '/expires_in'],
  ['expires_in', 86_401, '/expires_in'],
  ['expires_in', 60.5, '/expires_in'],
  ['line_items', {}, '/line_items'],
  ['line_items', [{ ...lineItem, unit_amount: 1 }], '/line_items'],
  [
    'line_items',
    [lineItem, { name: '', quantity: 0, unit_amount: -1 }],
    ...['name', 'quantity', 'unit_amount'].map(key => `/line_items/1/${key}`),
  ],
  ['line_items', [{ ...lineItem, sku: '1' }], '/line_items/0/sku'],
  ['line_items', [lineItem, 'x'], '/line_items/1'],
  ['collect', { email: true, phone: 'yes' }, '/collect/email', '/collect/phone'],
  ['custom_fields', [{ ...field, type: 'dropdown' }], '/custom_fields/0/options'],
  ['custom_fields', [{ ...field, type: 'date' }], '/custom_fields/0/type'],
  ['custom_fields', [{ ...field, type: 'dropdown', options: [] }], '/custom_fields/0/options'],
  ['custom_fields', [{ ...field, options: ['S'] }], '/custom_fields/0/options'],
  ['custom_fields', [{ ...field, key: 'a b' }], '/custom_fields/0/key'],
  ['custom_fields', [field, field], '/custom_fields'],
];

const ofPayments: readonly Case[] = [
  ['confirm', true, '/payment_method'],
  ['confirm', 'yes', '/confirm'],
  ['idempotency_key', '', '/idempotency_key'],
  ['idempotency_key', 5, '/idempotency_key'],
  ['idempotency_key', 'ключ', '/idempotency_key'],
  ['idempotency_key', 'k'.repeat(256), '/idempotency_key'],
  ['line_items', [], '/line_items'],
];

const numbered = (changes: Readonly<Record<string, unknown>>) => ({
  type: 'card',
  card: { ...card(cards.visa).card, ...changes },
});
const inCard = (...names: string[]): string[] => names.map(name => `/payment_method/card/${name}`);
const lastMonth = (): { exp_month: number; exp_year: number } => {
  const then = new Date();
  then.setUTCDate(0);
  return { exp_month: then.getUTCMonth() + 1, exp_year: then.getUTCFullYear() };
};
const expired = lastMonth();

const ofPaymentMethods: readonly Case[] = [
  ['payment_method', absent, '/payment_method'],
  ['payment_method', null, '/payment_method'],
  ['payment_method', 'pm_1', '/payment_method'],
  ['payment_method', { type: 'card', token: 'pm_unknown' }, '/payment_method/token'],
  ['payment_method', { type: 'card', token: '' }, '/payment_method/token'],
  ['payment_method', { type: 'cash', card: card(cards.visa).card }, '/payment_method/type'],
  ['payment_method', numbered({ number: '4242424242424241' }), ...inCard('number')],
  ['payment_method', numbered({ number: '4242' }), ...inCard('number')],
  ['payment_method', numbered({ number: '４２４２４２４２４２４２４２４２' }), ...inCard('number')],
  ['payment_method', numbered({ number: 4_242_424_242_424_242 }), ...inCard('number')],
  ['payment_method', numbered({ number: '' }), ...inCard('number')],
  ['payment_method', numbered({ exp_month: 0 }), ...inCard('exp_month')],
  ['payment_method', numbered({ exp_month: 13 }), ...inCard('exp_month')],
  ['payment_method', numbered({ exp_month: '12' }), ...inCard('exp_month')],
  ['payment_method', numbered({ exp_year: 2020 }), ...inCard('exp_year')],
  [
    'payment_method',
    numbered(expired),
    ...inCard(expired.exp_year < new Date().getUTCFullYear() ? 'exp_year' : 'exp_month'),
  ],
  ['payment_method', numbered({ number: '4242424242424241', exp_year: 2020 }), ...inCard('exp_year', 'number')],
  ['payment_method', numbered({ cvc: '12' }), ...inCard('cvc')],
  ['payment_method', numbered({ cvc: 123 }), ...inCard('cvc')],
  ['payment_method', numbered({ holder: 'A' }), ...inCard('holder')],
  ['payment_method', { ...numbered({}), save: true }, '/payment_method/save'],
];

const named = (cases: readonly Case[]) =>
  cases.map(one => [`${one[0]} = ${JSON.stringify(one[1])?.slice(0, 60) ?? 'nothing'}`, one] as const);

it.each(named([...ofBoth, ...ofSessions]))(
  'no session is opened with %s',
  async (_name, [name, value, ...pointers]) => {
    expect(faultsOf(await running.merchant.createSession({ ...session, [name]: value }))).toEqual(pointers.sort());
  },
);

it.each(named([...ofBoth, ...ofPayments]))(
  'no payment is created with %s',
  async (_name, [name, value, ...pointers]) => {
    expect(faultsOf(await running.merchant.createPayment({ ...payment, [name]: value }))).toEqual(pointers.sort());
  },
);

describe('a card that cannot be right', () => {
  it.each(named(ofPaymentMethods))('confirms nothing: %s', async (_name, [name, value, ...pointers]) => {
    const { token, id } = (await running.merchant.createSession(session)).body.checkout_session;
    const created = (await running.merchant.createPayment(payment)).body.payment;
    const answers = [
      await running.payer.confirm(token, { [name]: value }),
      await running.merchant.confirmPayment(created.id, { [name]: value }),
      await running.merchant.createPayment({ ...payment, confirm: true, [name]: value }),
    ];
    for (const answer of answers) expect(faultsOf(answer)).toEqual(pointers.sort());
    expect((await running.merchant.getSession(id)).body.checkout_session.status).toBe('PENDING');
    expect((await running.merchant.getPayment(created.id)).body.payment).toEqual(created);
  });
});

it('all faults of a request are named at once', async () => {
  const answer = await running.merchant.createSession({
    amount: '1',
    currency: 'euro',
    url: 'x',
    return_url: 'x',
    line_items: [{ name: 'a', quantity: 1, unit_amount: 1.5 }],
    max_attempts: 0,
    x: 1,
  });
  expect(faultsOf(answer)).toEqual([
    '/amount',
    '/currency',
    '/line_items/0/unit_amount',
    '/max_attempts',
    '/return_url',
    '/url',
    '/x',
  ]);
  for (const { detail } of answer.body.errors!) expect(detail).toMatch(/^(must|is) /);
});

describe('what a session collects', () => {
  const asks = {
    collect: { billing_address: true, shipping_address: true, phone: true },
    custom_fields: [
      { key: 'size', label: 'Size', type: 'dropdown', required: true, options: ['S', 'L'] },
      { key: 'age', label: 'Age', type: 'number', required: true },
      { key: 'note', label: 'Note', type: 'text' },
    ],
  };
  const opened = async () => (await running.merchant.createSession({ ...session, ...asks })).body.checkout_session;
  const address = { line1: '1 Rue', line2: null, city: 'Orléans', state: null, postal_code: '45000', country: 'FR' };
  const payer = { name: 'Zoë', email: 'zoe@b.example', phone: '+33 1' };
  const pays = { payment_method: card(cards.visa) };

  it('is demanded, all at once, before anything is charged', async () => {
    const { id, token } = await opened();
    const answer = await running.payer.confirm(token, { ...pays, custom_fields: { size: 'XL', other: 'x', note: 5 } });
    expect(faultsOf(answer)).toEqual([
      '/billing_address',
      '/custom_fields/age',
      '/custom_fields/note',
      '/custom_fields/other',
      '/custom_fields/size',
      '/payer/phone',
      '/shipping_address',
    ]);
    expect((await running.merchant.getSession(id)).body.checkout_session).toMatchObject({
      status: 'PENDING',
      attempts_left: 3,
    });
  });

  it.each([
    ['payer', { ...payer, email: 'x' }, '/payer/email'],
    ['payer', { ...payer, age: 1 }, '/payer/age'],
    ['billing_address', { ...address, country: 'fr' }, '/billing_address/country'],
    ['billing_address', { ...address, zip: '1' }, '/billing_address/zip'],
    ['shipping_address', 'home', '/shipping_address'],
    ['shipping_same_as_billing', 'yes', '/shipping_same_as_billing'],
    ['custom_fields', { size: ['S'], age: 1 }, '/custom_fields/size'],
    ['surprise', 1, '/surprise'],
  ] satisfies Case[])('has to have its form: %s', async (...[name, value, pointer]) => {
    const { token } = await opened();
    const good = {
      ...pays,
      payer,
      billing_address: address,
      shipping_same_as_billing: true,
      custom_fields: { size: 'S', age: 3 },
    };
    expect(faultsOf(await running.payer.confirm(token, { ...good, [name]: value }))).toEqual([pointer]);
  });

  it('is kept with the session, the shipping address from the billing one when the payer says so', async () => {
    const { id, token } = await opened();
    const { status } = await running.payer.confirm(token, {
      ...pays,
      payer,
      billing_address: address,
      shipping_same_as_billing: true,
      custom_fields: { size: 'L', age: 3.5, note: 'Grüße 🎁' },
    });
    expect(status).toBe(200);
    expect((await running.merchant.getSession(id)).body.checkout_session).toMatchObject({
      status: 'COMPLETED',
      payer,
      billing_address: address,
      shipping_address: address,
      custom_field_values: { size: 'L', age: 3.5, note: 'Grüße 🎁' },
    });
  });
});

describe('card data in the wrong place', () => {
  const number = cards.visa;
  const misplaced: readonly unknown[] = [
    number,
    { [number]: number },
    { payment_method: number },
    { payment_method: { type: number, card: { number, cvc: '7373' } } },
    {
      payment_method: {
        type: 'card',
        card: { number: `${number}0`, exp_month: number, exp_year: number, cvc: number },
      },
    },
    { payment_method: { type: 'card', token: number, [number]: 1 } },
    { ...payment, currency: number, reference: { [number]: 1 }, metadata: { [number]: 1 } },
    { ...payment, return_url: `http://${number}.example`, idempotency_key: `${number}é` },
    { ...payment, custom_fields: { [number]: number } },
  ];

  /** The answer but for its trace id, in which chance may write any four digits. */
  const told = ({ text, body }: Answer<unknown>): string => text.replace(body.trace_id ?? '', '');

  it('is never told back', async () => {
    const { token } = (await running.merchant.createSession(session)).body.checkout_session;
    const { id } = (await running.merchant.createPayment(payment)).body.payment;
    for (const body of misplaced) {
      const answers = [
        await running.merchant.createPayment(body, number),
        await running.merchant.createSession(body),
        await running.merchant.confirmPayment(id, body),
        await running.payer.confirm(token, body),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(422);
        expect(told(answer)).not.toMatch(/4242|7373/);
      }
    }
    const inPath = await running.merchant.call('GET', `/v1/payments/${number}?${number}=${number}`);
    expect(told(inPath)).not.toContain('4242');
  });
});

import { metadataInput, paymentMethodInput } from './parts.ts';
import { pageUrl, webUrl } from './text.ts';

describe('web addresses', () => {
  it.each(['https://shop.example/return?x=1#y', 'http://127.0.0.1:8080/', 'http://localhost/a', 'http://[::1]:3000/'])(
    'takes %s',
    url => expect(webUrl.safeParse(url).success).toBe(true),
  );

  it.each([
    'http://shop.example/',
    'javascript:alert(1)',
    'https://user:pw@shop.example/',
    '/relative',
    'data:text/html,x',
    'http://127.0.0.1.evil.example/',
    '',
  ])('refuses %p', url => expect(webUrl.safeParse(url).success).toBe(false));

  it('wants a page without query and fragment', () => {
    expect(pageUrl.safeParse('https://pay.merchant.example/checkout').success).toBe(true);
    expect(pageUrl.safeParse('https://pay.merchant.example/checkout?a').success).toBe(false);
    expect(pageUrl.safeParse('https://pay.merchant.example/checkout#a').success).toBe(false);
  });
});

describe('metadata', () => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));

  it('holds 50 keys and not one more', () => {
    expect(metadataInput.safeParse(keys(50)).success).toBe(true);
    expect(metadataInput.safeParse(keys(51)).success).toBe(false);
  });

  it.each([{ ['k'.repeat(41)]: 'v' }, { k: 'v'.repeat(501) }, { k: 1 }, { k: 'a\u0000b' }, { k: 'a\ud800b' }])(
    'refuses %j',
    metadata => expect(metadataInput.safeParse(metadata).success).toBe(false),
  );
});

describe('payment methods', () => {
  it('are a card or the token of one', () => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' };
    expect(paymentMethodInput.safeParse({ type: 'card', card }).success).toBe(true);
    expect(paymentMethodInput.safeParse({ type: 'card', token: 'pm_1' }).success).toBe(true);
    expect(paymentMethodInput.safeParse({ type: 'card', card, token: 'pm_1' }).success).toBe(false);
    expect(paymentMethodInput.safeParse({ type: 'card' }).success).toBe(false);
  });
});

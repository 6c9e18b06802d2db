import { card, cards, send } from '@counterfoil/testing';
import { describeInBrowser, openPage, startBrowser } from '@counterfoil/testing/browser';
import currencyCodes from 'currency-codes';
import type { Browser, Page } from 'playwright-core';
import { barriers } from './browser-legibility.ts';
import { faultOf, field, heading, payButton, type, unnamed } from './hosted-page/page.ts';
import { startMerchantSite, type MerchantSite } from './browser-merchant.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

describeInBrowser('the hosted page', () => {
  let running: RunningProduct;
  let merchant: MerchantSite;
  let browser: Browser;

  beforeAll(async () => {
    running = await runProduct({ TEST_CLOCK: '1' });
    merchant = await startMerchantSite(running.product.url);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await merchant[Symbol.asyncDispose]();
    await running.stop();
  });

  const newSession = async (changes: Readonly<Record<string, unknown>> = {}) => {
    const base = { amount: 12_500, currency: 'TRY', return_url: `${merchant.thanksUrl}?order=7` };
    return (await running.merchant.createSession({ ...base, ...changes })).body.checkout_session;
  };

  /** A session opened where its merchant would send the payer, and every request that left for elsewhere. */
  const open = async (
    changes: Readonly<Record<string, unknown>> = {},
    options: Parameters<typeof openPage>[1] = {},
  ) => {
    const session = await newSession(changes);
    const tab = await openPage(browser, { locale: 'en-GB', ...options });
    const strays: string[] = [];
    tab.page.on('request', request => {
      if (!request.isNavigationRequest() && new URL(request.url()).origin !== running.product.url)
        strays.push(request.url());
    });
    await tab.page.goto(`${session.url}?token=${session.token}`);
    await tab.page.getByRole('heading', { level: 1 }).waitFor();
    return { ...tab, session, strays, paymentId: session.payment_id };
  };

  const pay = async (page: Page, number: string): Promise<void> => {
    await type(page, number);
    await payButton(page).click();
  };

  const backAtTheShop = (page: Page, id: string, status: string): Promise<void> =>
    page.waitForURL(`${merchant.thanksUrl}?order=7&session_id=${id}&status=${status}`);

  const booksOf = async (paymentId: string) => {
    const charges = (await running.merchant.charges(paymentId)).body.data;
    return (await Promise.all(charges.map(({ id }) => running.provider.books(id)))).flat();
  };

  it('is where payers are sent whose merchant has no page of its own', async () => {
    const session = await newSession();
    expect(session.url).toBe(`${running.product.url}/checkout`);
    expect((await running.merchant.getSession(session.id)).body.checkout_session.url).toBe(session.url);
    expect((await running.merchant.listSessions({ limit: 1 })).body.data[0]?.url).toBe(session.url);
    expect((await newSession({ url: merchant.checkoutUrl })).url).toBe(merchant.checkoutUrl);
  });

  it('pays, says so, and takes the payer back to the merchant', async () => {
    await using tab = await open({
      line_items: [
        { name: 'Anvil', quantity: 2, unit_amount: 5_000 },
        { name: 'Rocket skates', quantity: 1, unit_amount: 2_500 },
      ],
    });
    const { page } = tab;
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Pay Anvils & Sons\s+TRY\s125\.00$/);
    expect(await page.getByRole('listitem').filter({ hasText: 'Anvil' }).textContent()).toMatch(
      /2 × TRY\s50\.00TRY\s100\.00$/,
    );
    expect(await page.getByRole('timer').textContent()).toMatch(/^Pay within \d+ minutes$/);
    await type(page, cards.visa);
    expect(await field(page, 'Card number').inputValue()).toBe('4242 4242 4242 4242');
    expect(await field(page, 'Expiry date').inputValue()).toBe('12 / 99');
    expect(await payButton(page).textContent()).toMatch(/^Pay TRY\s125\.00$/);
    await payButton(page).click();
    await heading(page, 'Payment complete');
    expect(await page.getByRole('status').textContent()).toMatch(/^Payment complete\. You paid TRY\s125\.00 to Anvils/);
    await backAtTheShop(page, tab.session.id, 'SUCCEEDED');
    expect([tab.strays, tab.complaints]).toEqual([[], []]);
  });

  it('tells of a decline and of the tries that are left, and pays with another card', async () => {
    await using tab = await open();
    await pay(tab.page, cards.insufficientFunds);
    const alert = tab.page.getByRole('alert').filter({ hasText: 'declined' });
    await alert.filter({ hasText: 'insufficient funds' }).filter({ hasText: 'You have 2 tries left.' }).waitFor();
    expect(await tab.page.locator(':focus').getAttribute('autocomplete')).toBe('cc-number');
    await pay(tab.page, cards.mastercard);
    await heading(tab.page, 'Payment complete');
    expect(tab.complaints).toEqual([]);
  });

  it('ends with the last try, and leads back to the merchant', async () => {
    await using tab = await open({ max_attempts: 1 });
    await pay(tab.page, cards.declined);
    await heading(tab.page, 'Payment not completed');
    await tab.page.getByRole('link', { name: 'Back to Anvils & Sons' }).click();
    await backAtTheShop(tab.page, tab.session.id, 'FAILED');
  });

  it('sends the payer to the bank, and goes on where it was when the payer comes back', async () => {
    await using tab = await open();
    const { page } = tab;
    await pay(page, cards.challenge);
    await page.getByRole('button', { name: 'Fail' }).click();
    await page.getByRole('alert').filter({ hasText: 'You have 2 tries left.' }).waitFor();
    expect(new URL(page.url()).searchParams.get('session_id')).toBe(tab.session.id);
    expect(page.url()).not.toContain(tab.session.token);
    await pay(page, '4111111111111111');
    await heading(page, 'Payment complete');
    expect(tab.complaints).toEqual([]);
  });

  it('shows success to who completes the challenge, and on the way there lets the payer turn round', async () => {
    await using tab = await open({ secure_mode: 'required' });
    const { page } = tab;
    await pay(page, cards.visa);
    await page.getByRole('button', { name: 'Complete' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Continue to your bank' }).click();
    await page.getByRole('button', { name: 'Complete' }).click();
    await heading(page, 'Payment complete');
    await backAtTheShop(page, tab.session.id, 'SUCCEEDED');
  });

  it('tells nothing of a session to another browser that comes back from its challenge', async () => {
    const { session_id, status } = { session_id: (await newSession()).id, status: 'SUCCEEDED' };
    await using tab = await openPage(browser);
    await tab.page.goto(`${running.product.url}/checkout?session_id=${session_id}&status=${status}`);
    await heading(tab.page, 'You are back from your bank');
    expect(tab.complaints).toEqual([]);
  });

  it('says beside each field what is wrong with it, and asks nobody before that is right', async () => {
    await using tab = await open();
    const { page } = tab;
    const sent: string[] = [];
    page.on('request', request => sent.push(request.method()));
    await payButton(page).click();
    expect(await faultOf(page, 'Card number')).toBe('Enter your card number.');
    expect(await faultOf(page, 'Expiry date')).toBe('Enter the expiry date.');
    expect(await faultOf(page, 'Security code')).toBe('Enter the security code.');
    expect(await page.locator(':focus').getAttribute('autocomplete')).toBe('cc-number');
    await type(page, '4242424242424241', '13/30');
    await payButton(page).click();
    expect(await faultOf(page, 'Card number')).toMatch(/typing error/);
    expect(await faultOf(page, 'Expiry date')).toBe('The month is between 01 and 12.');
    expect(await faultOf(page, 'Security code')).toBeNull();
    expect(sent).toEqual([]);
  });

  it('shows at its field what only the API can know: a card that has expired', async () => {
    await using tab = await open();
    await type(tab.page, cards.visa, '0120');
    await payButton(tab.page).click();
    await tab.page.getByText('Expiry date is in the past.').waitFor();
    expect(await faultOf(tab.page, 'Expiry date')).toBe('Expiry date is in the past.');
    expect(await tab.page.locator(':focus').getAttribute('autocomplete')).toBe('cc-exp');
    expect(await tab.page.getByRole('alert').textContent()).toBe('');
    await pay(tab.page, cards.visa);
    await heading(tab.page, 'Payment complete');
  });

  it('asks for what the session collects', async () => {
    await using tab = await open({
      collect: { billing_address: true, shipping_address: true, phone: true },
      custom_fields: [
        { key: 'size', label: 'Glove size', type: 'dropdown', required: true, options: ['S', 'M'] },
        { key: 'guests', label: 'Guests', type: 'number', required: true },
        { key: 'note', label: 'Engraving', type: 'text' },
      ],
    });
    const { page } = tab;
    await type(page, cards.visa);
    await payButton(page).click();
    expect(await faultOf(page, 'Glove size')).toBe('Please choose one.');
    expect(await page.locator(':focus').getAttribute('autocomplete')).toBe('tel');
    await field(page, 'Phone number').fill('+44 20 7946 0000');
    const billing = page.getByRole('group', { name: 'Billing address' });
    await billing.getByLabel('Street and number').fill('12 Forge Lane');
    await billing.getByLabel('City').fill('Leeds');
    await field(page, 'Glove size').selectOption('M');
    await field(page, 'Guests').fill('two');
    await payButton(page).click();
    expect(await faultOf(page, 'Guests')).toBe('Enter a number.');
    await field(page, 'Guests').fill('2');
    await payButton(page).click();
    await heading(page, 'Payment complete');
    const address = { line1: '12 Forge Lane', line2: null, postal_code: null, city: 'Leeds', state: null };
    expect((await running.merchant.getSession(tab.session.id)).body.checkout_session).toMatchObject({
      payer: { phone: '+44 20 7946 0000' },
      billing_address: { ...address, country: 'GB' },
      shipping_address: { ...address, country: 'GB' },
      custom_field_values: { size: 'M', guests: 2 },
    });
    expect(tab.complaints).toEqual([]);
  });

  it('pays once, however often the button is pressed', async () => {
    await using tab = await open();
    const sent: string[] = [];
    tab.page.on('request', request => sent.push(request.method()));
    await type(tab.page, cards.visa);
    await tab.page.evaluate(
      `{ const { form } = document.querySelector('.pay'); for (let i = 0; i < 3; i += 1) form.requestSubmit(); }`,
    );
    await heading(tab.page, 'Payment complete');
    expect(sent).toEqual(['POST']);
    expect(await booksOf(tab.paymentId)).toMatchObject([{ operation: 'authorize', calls: 1 }]);
  });

  it('pays once when the answer is lost on its way, and the page asks again', async () => {
    await using tab = await open();
    const { page } = tab;
    let lost = 0;
    await page.route('**/confirm', async route => {
      await route.fetch();
      lost += 1;
      await (lost === 1 ? route.abort() : route.continue());
    });
    await pay(page, cards.visa);
    await heading(page, 'Payment complete');
    expect(lost).toBe(2);
    expect(await booksOf(tab.paymentId)).toMatchObject([{ operation: 'authorize', calls: 1 }]);
  });

  it('waits for an outcome that takes long', async () => {
    await using tab = await open();
    await tab.page.route('**/confirm', async route => {
      const response = await route.fetch();
      const { checkout_session } = (await response.json()) as { checkout_session: object };
      const open = { ...checkout_session, status: 'PROCESSING', payment_status: 'PROCESSING' };
      await route.fulfill({ response, json: { checkout_session: open } });
    });
    await pay(tab.page, cards.visa);
    await heading(tab.page, 'Your payment is being processed');
    expect(await barriers(tab.page, { hasScript: true })).toEqual([]);
    await heading(tab.page, 'Payment complete');
  });

  it('is used by keyboard alone', async () => {
    await using tab = await open();
    const { keyboard } = tab.page;
    for (const text of [cards.visa, '1299', '737']) {
      await keyboard.press('Tab');
      await keyboard.type(text);
    }
    const focused = tab.page.locator(':focus-visible');
    const order: string[] = [];
    for (let step = 0; step < 3; step += 1) {
      await keyboard.press('Tab');
      order.push((await focused.textContent()) ?? '');
    }
    expect(order).toEqual(['Sandbox: pay with a test card', expect.stringMatching(/^Pay TRY/), 'Cancel payment']);
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await heading(tab.page, 'Payment complete');
    expect(await tab.page.locator(':focus').textContent()).toBe('Payment complete');
  });

  it('fills in a test card', async () => {
    await using tab = await open();
    await tab.page.getByText('pay with a test card').click();
    await tab.page.getByRole('button', { name: '4242 4242 4242 4242' }).click();
    await payButton(tab.page).click();
    await heading(tab.page, 'Payment complete');
  });

  it('lets the payer cancel, and leads to where the merchant wants that', async () => {
    await using tab = await open({ cancel_url: `${merchant.thanksUrl}?basket` });
    await tab.page.getByRole('button', { name: 'Cancel payment' }).click();
    await tab.page.waitForURL(`${merchant.thanksUrl}?basket`);
    await using other = await open();
    await other.page.getByRole('button', { name: 'Cancel payment' }).click();
    await heading(other.page, 'Payment cancelled');
    await other.page.getByRole('link', { name: 'Back to Anvils & Sons' }).click();
    await backAtTheShop(other.page, other.session.id, 'CANCELLED');
  });

  it('says that a link leads nowhere', async () => {
    await using tab = await openPage(browser);
    for (const link of ['/checkout', '/checkout?token=cst_unknown']) {
      await tab.page.goto(`${running.product.url}${link}`);
      await heading(tab.page, 'This payment link is not valid');
    }
    expect(await barriers(tab.page, { hasScript: true })).toEqual([]);
  });

  it('counts the minor units of every currency as the API does', async () => {
    await using tab = await open();
    const counted = await tab.page.evaluate<Record<string, number>>(
      `import('/checkout/money.js').then(({ digitsOf }) =>
        Object.fromEntries(${JSON.stringify(currencyCodes.codes())}.map(code => [code, digitsOf(code)])))`,
    );
    const payable = currencyCodes.data.filter(({ code }) => !/^X(?!AF|OF|PF|CD|CG)/.test(code));
    expect(payable.length).toBeGreaterThan(150);
    expect(payable.filter(({ code, digits }) => counted[code] !== digits)).toEqual([]);
    expect(
      await tab.page.evaluate(`import('/checkout/money.js').then(({ money }) => money(1250, 'IQD', 'en'))`),
    ).toMatch(/^IQD\s1\.250$/);
  });

  it.each([
    ['light', 1_200],
    ['dark', 320],
  ] as const)('can be read and used by everybody: %s, %i wide', async (colorScheme, width) => {
    const collect = { billing_address: true, shipping_address: true, phone: true };
    await using tab = await open(
      { collect },
      { colorScheme, viewport: { width, height: 700 }, reducedMotion: 'reduce' },
    );
    const { page } = tab;
    await page.getByLabel('Same as billing address').uncheck();
    await page.getByText('pay with a test card').click();
    expect(await barriers(page, { hasScript: true })).toEqual([]);
    expect(await unnamed(page)).toEqual([]);
    await payButton(page).click();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(8);
    expect(await barriers(page, { hasScript: true })).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  it('keeps the card number out of every address, storage and request but the one that pays', async () => {
    await using tab = await open();
    const { page } = tab;
    const holding: string[] = [];
    page.on('request', request => {
      const text = `${request.url()} ${request.postData() ?? ''}`;
      if (text.includes(cards.visa)) holding.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await pay(page, cards.visa);
    await heading(page, 'Payment complete');
    expect(holding).toEqual([`POST /v1/checkout-sessions/token/${tab.session.token}/confirm`]);
    const stored = await page.evaluate<string>(
      'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie',
    );
    expect(stored).toBe(JSON.stringify({ [`counterfoil ${tab.session.id}`]: tab.session.token }));
  });

  it('may load nothing from elsewhere, be in no frame and leave nothing behind', async () => {
    const { headers, status } = await send('GET', `${running.product.url}/checkout?token=x`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(status).toBe(200);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toMatch(/form-action 'none'; frame-ancestors 'none'$/);
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
  });

  it.each(['..%2Fpage%2Fmain.js', 'constructor', 'main', 'main.js.map'])('has no file %s', async name => {
    expect((await send('GET', `${running.product.url}/checkout/${name}`)).status).toBe(404);
  });

  // The clock goes on for all: the last test.
  it('tells who comes, or pays, too late', async () => {
    await using tab = await open();
    const { token, url } = tab.session;
    await type(tab.page, cards.visa);
    await running.merchant.advanceClock(1_800);
    await payButton(tab.page).click();
    await heading(tab.page, 'The time to pay is over');
    expect((await running.payer.confirm(token, { payment_method: card(cards.visa) })).status).toBe(409);
    await tab.page.goto(`${url}?token=${token}`);
    await heading(tab.page, 'The time to pay is over');
    await tab.page.getByRole('link', { name: 'Back to Anvils & Sons' }).click();
    await backAtTheShop(tab.page, tab.session.id, 'CANCELLED');
  });
});

import { card, cards } from '@counterfoil/testing';
import { describeInBrowser, openPage, startBrowser } from '@counterfoil/testing/browser';
import type { Browser, Page } from 'playwright-core';
import { barriers } from './browser-legibility.ts';
import { startMerchantSite, type MerchantSite } from './browser-merchant.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

describeInBrowser('a payer’s browser', () => {
  let running: RunningProduct;
  let merchant: MerchantSite;
  let browser: Browser;

  beforeAll(async () => {
    running = await runProduct();
    merchant = await startMerchantSite(running.product.url);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await merchant[Symbol.asyncDispose]();
    await running.stop();
  });

  const base = { amount: 12_500, currency: 'TRY' };

  const newSession = async () => {
    const links = { url: merchant.checkoutUrl, return_url: `${merchant.thanksUrl}?order=7` };
    return (await running.merchant.createSession({ ...base, ...links })).body.checkout_session;
  };

  /** An API-only payment without a page to return to: where its challenge is, and where that leads back to. */
  const challengeWithoutReturn = async () => {
    const body = { ...base, confirm: true, payment_method: card(cards.challenge) };
    const { payment, confirmResult } = (await running.merchant.createPayment(body)).body;
    const [charge] = (await running.merchant.charges(payment.id)).body.data;
    return {
      challenge: confirmResult!.paymentNextAction!.redirect_user_to_url.url,
      back: `${running.product.url}/v1/3ds/${charge!.id}/return`,
    };
  };

  const says = (page: Page, text: string | RegExp): Promise<void> =>
    page.getByRole('status').filter({ hasText: text }).waitFor();

  const pay = async (page: Page, number: string): Promise<void> => {
    await page.getByLabel('Card number').fill(number);
    await page.getByRole('button', { name: 'Pay' }).click();
  };

  it('pays on the merchant’s own page, and again with another card after a decline', async () => {
    await using tab = await openPage(browser);
    const { token } = await newSession();
    await tab.page.goto(`${merchant.checkoutUrl}?token=${token}`);
    await says(tab.page, 'Anvils & Sons wants 12500 TRY');
    await pay(tab.page, cards.insufficientFunds);
    await says(tab.page, 'insufficient_funds');
    await pay(tab.page, cards.visa);
    await says(tab.page, 'SUCCEEDED');
    expect(tab.complaints).toEqual([]);
  });

  it('lets the merchant’s page read why a confirm was refused', async () => {
    await using tab = await openPage(browser);
    await tab.page.goto(`${merchant.checkoutUrl}?token=${(await newSession()).token}`);
    await says(tab.page, 'wants');
    await pay(tab.page, '4242424242424241');
    await says(tab.page, /Cannot pay: validation_failed [0-9a-f-]{36}/);
  });

  it('goes to the bank’s challenge and comes back to the merchant with the outcome', async () => {
    await using tab = await openPage(browser);
    const { id, token } = await newSession();
    await tab.page.goto(`${merchant.checkoutUrl}?token=${token}`);
    await pay(tab.page, cards.challenge);
    await tab.page.getByRole('button', { name: 'Complete' }).click();
    await tab.page.waitForURL(`${merchant.thanksUrl}?order=7&session_id=${id}&status=SUCCEEDED`);
    expect(tab.complaints).toEqual([]);
  });

  it('does so by keyboard alone, and comes back when the payer fails the challenge', async () => {
    await using tab = await openPage(browser);
    const { id, token } = await newSession();
    const { keyboard } = tab.page;
    await tab.page.goto(`${merchant.checkoutUrl}?token=${token}`);
    await keyboard.press('Tab');
    await keyboard.type(cards.challenge);
    await keyboard.press('Enter');
    const [complete, fail] = ['Complete', 'Fail'].map(name => tab.page.getByRole('button', { name }));
    await complete?.waitFor();
    const focused = tab.page.locator(':focus-visible');
    await keyboard.press('Tab');
    expect(await focused.textContent()).toBe(await complete?.textContent());
    await keyboard.press('Tab');
    expect(await focused.textContent()).toBe(await fail?.textContent());
    await keyboard.press('Enter');
    await tab.page.waitForURL(`${merchant.thanksUrl}?order=7&session_id=${id}&status=REQUIRES_PAYMENT_METHOD`);
    expect(tab.complaints).toEqual([]);
  });

  it('keeps a page of another origin from reading or confirming the session', async () => {
    await using foreign = await startMerchantSite(running.product.url);
    await using tab = await openPage(browser);
    const { token } = await newSession();
    await tab.page.goto(`${foreign.checkoutUrl}?token=${token}`);
    await says(tab.page, 'Cannot read: Failed to fetch');
    await pay(tab.page, cards.visa);
    await says(tab.page, 'Cannot pay: Failed to fetch');
    expect((await running.payer.getSession(token)).body.checkout_session.status).toBe('PENDING');
    expect(tab.complaints).toContain('CorsIssue');
  });

  it.each([
    ['light', 1_100, 'Complete', 'Payment received'],
    ['dark', 360, 'Fail', 'Payment not completed'],
  ] as const)(
    'shows pages that everybody can read and use: %s, %i wide, %s',
    async (colorScheme, width, name, title) => {
      await using tab = await openPage(browser, { colorScheme, viewport: { width, height: 640 } });
      const { challenge, back } = await challengeWithoutReturn();
      await tab.page.goto(back);
      await tab.page.getByRole('heading', { name: 'Payment in progress' }).waitFor();
      expect(await barriers(tab.page)).toEqual([]);
      await tab.page.goto(challenge);
      expect(await barriers(tab.page)).toEqual([]);
      await tab.page.getByRole('button', { name }).click();
      await tab.page.getByRole('heading', { name: title }).waitFor();
      expect(tab.page.url()).toBe(back);
      expect(await barriers(tab.page)).toEqual([]);
      await tab.page.goto(challenge);
      expect(await barriers(tab.page)).toEqual([]);
      await tab.page.getByRole('link', { name: 'Continue' }).click();
      await tab.page.getByRole('heading', { name: title }).waitFor();
      expect(tab.complaints).toEqual([]);
    },
  );
});

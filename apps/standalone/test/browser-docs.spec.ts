import { describeInBrowser, openPage, startBrowser, type WatchedPage } from '@counterfoil/testing/browser';
import type { Browser, Page } from 'playwright-core';
import { runProduct, type RunningProduct } from './running-product.ts';

// The browser's audit would have every field of Swagger UI labelled in another way.
const complaintsOf = ({ complaints }: WatchedPage): readonly string[] =>
  complaints.filter(complaint => complaint !== 'GenericIssue');

describeInBrowser('the page at /docs', () => {
  let running: RunningProduct;
  let browser: Browser;

  beforeAll(async () => {
    running = await runProduct();
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  /** The page, loaded, and every address outside this product that it has asked for. */
  const openDocs = async (options: Parameters<typeof openPage>[1] = {}, fragment = '') => {
    const tab = await openPage(browser, options);
    const strays: string[] = [];
    tab.page.on('request', request => {
      const { origin, protocol, href } = new URL(request.url());
      if (protocol !== 'data:' && origin !== running.product.url) strays.push(href);
    });
    await tab.page.goto(`${running.product.url}/docs${fragment}`);
    await tab.page.locator('.opblock').first().waitFor();
    return { tab, page: tab.page, strays };
  };

  const search = (page: Page, words: string): Promise<void> =>
    page.getByRole('searchbox', { name: 'Search the API' }).fill(words);

  const shown = (page: Page): Promise<readonly string[]> => page.locator('.opblock-summary-path').allTextContents();

  it('finds a call by its path and by what it says of itself', async () => {
    const { tab, page } = await openDocs();
    await using _tab = tab;
    const all = (await shown(page)).length;
    await search(page, '/capture');
    expect(await shown(page)).toHaveLength(1);
    await search(page, 'causal order');
    expect(await page.locator('.opblock-summary-description').allTextContents()).toEqual(['Read what happened']);
    await search(page, 'no such words');
    expect(await shown(page)).toEqual([]);
    await search(page, '');
    expect(await shown(page)).toHaveLength(all);
  });

  it('finds a webhook by its type and by when it is sent', async () => {
    const { tab, page } = await openDocs();
    await using _tab = tab;
    const webhooks = page.locator('.webhooks .opblock-summary-path');
    expect((await webhooks.allTextContents()).length).toBeGreaterThan(20);
    await search(page, 'refund.succeeded');
    expect(await webhooks.allTextContents()).toEqual(['refund.succeeded']);
    await search(page, 'has gone back to the payer');
    expect(await webhooks.allTextContents()).toEqual(['refund.succeeded']);
  });

  it('tries a call out with the sandbox key, against this product and nothing else', async () => {
    const { tab, page, strays } = await openDocs();
    await using _tab = tab;
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await page.getByLabel('auth-bearer-value').fill(running.merchantAuthorization.replace('Bearer ', ''));
    await page.getByRole('button', { name: 'Apply credentials' }).click();
    await page.getByRole('button', { name: 'Close' }).last().click();
    const call = page.locator('#operations-Payments-createPayment');
    await call.getByRole('button', { expanded: false }).first().click();
    await call.getByRole('button', { name: 'Try it out' }).click();
    await call.getByRole('button', { name: 'Execute' }).click();
    const answer = call.locator('.live-responses-table .response').first();
    await answer.filter({ hasText: '201' }).waitFor();
    expect(await answer.textContent()).toContain('"status": "SUCCEEDED"');
    expect(strays).toEqual([]);
    expect(complaintsOf(tab)).toEqual([]);
    await page.reload();
    await page.locator('.opblock').first().waitFor();
    expect(await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')).toBe('{}');
  });

  it('opens at a call that an address names', async () => {
    const { tab, page } = await openDocs({}, '#/Refunds/createRefund');
    await using _tab = tab;
    await page.locator('#operations-Refunds-createRefund').getByRole('button', { name: 'Try it out' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('fits a narrow screen: %s', async colorScheme => {
    const { tab, page } = await openDocs({ colorScheme, viewport: { width: 400, height: 800 } });
    await using _tab = tab;
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaintsOf(tab)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';

/** The control that this label names. */
export const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
export const payButton = (page: Page) => page.getByRole('button', { name: /^Pay/ });
/** Waits until the page is about that. */
export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Types a card as a payer does. */
export const type = async (page: Page, number: string, expires = '1299'): Promise<void> => {
  await field(page, 'Card number').fill('');
  await field(page, 'Card number').pressSequentially(number);
  await field(page, 'Expiry date').fill('');
  await field(page, 'Expiry date').pressSequentially(expires);
  await field(page, 'Security code').fill('737');
};

/** What the page says is wrong with a control; null when nothing is. */
export const faultOf = async (page: Page, name: string): Promise<string | null> => {
  const ids = (await field(page, name).getAttribute('aria-describedby')) ?? '';
  return ids === '' ? null : page.locator(`#${ids}`).textContent();
};

/** Controls that no label names. */
export const unnamed = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(
    `[...document.querySelectorAll('input, select, button')]
      .filter(control => (control.labels?.[0] ?? control).textContent.trim() === '')
      .map(control => control.outerHTML)`,
  );

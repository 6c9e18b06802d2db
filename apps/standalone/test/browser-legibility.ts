import type { Page } from 'playwright-core';

/** WCAG 2.2 §1.4.3: what text of ordinary size needs, as a ratio of luminances. */
const LEAST_CONTRAST = 4.5;

// Runs in the page. A canvas turns every notation of a colour into sRGB, and paints the layers as the browser does.
const FIND_FAINT_TEXT = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const luminance = colours => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundsOf = element => element ? [...groundsOf(element.parentElement), getComputedStyle(element).backgroundColor] : ['Canvas'];
  const contrast = element => {
    const grounds = groundsOf(element);
    const [lighter, darker] = [luminance(grounds), luminance([...grounds, getComputedStyle(element).color])].sort((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== '');
  const texts = [...document.body.querySelectorAll('*')].filter(hasText);
  return { texts: texts.length, faint: texts.filter(element => contrast(element) < ${LEAST_CONTRAST}).map(element => element.textContent) };
})()`;

/** What somebody who does not see well, or has no mouse, needs of a page; empty when nothing is missing. */
export const barriers = async (page: Page, { hasScript = false } = {}): Promise<readonly string[]> => {
  const { texts, faint } = await page.evaluate<{ texts: number; faint: readonly string[] }>(FIND_FAINT_TEXT);
  const count = (selector: string): Promise<number> => page.locator(selector).count();
  const checks: readonly (readonly [boolean, string])[] = [
    [(await count('html[lang]')) === 1, 'names no language'],
    [(await page.title()) !== '', 'has no title'],
    [
      (await count('main')) === 1 && (await count('body > :not(main)')) === 0,
      'has content outside its one main landmark',
    ],
    [(await page.getByRole('heading', { level: 1 }).count()) === 1, 'has not one heading of level 1'],
    [hasScript || (await count('script')) === 0, 'has script'],
    [(await count('[onclick], [tabindex]:not([tabindex="-1"])')) === 0, 'has an order of focus of its own'],
    [texts > 0 && faint.length === 0, `has faint text: ${faint.join(', ')}`],
    [await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'is wider than the screen'],
  ];
  return checks.filter(([passed]) => !passed).map(([, barrier]) => barrier);
};

import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const ARGS = [
  // Root may not use the sandbox, and CI is root.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `describe` where there is a Chromium; elsewhere its tests are skipped, and one line says why. */
export const describeInBrowser = existsSync(CHROMIUM) ? describe : describe.skip;

if (describeInBrowser === describe.skip)
  process.stderr.write(`Browser tests are skipped: no Chromium at ${CHROMIUM}. Install it, or set CHROMIUM_PATH.\n`);

/** Starts Chromium without a window. */
export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

/** A tab of a payer who was never here before, and all that the browser has complained about in it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of scripts and loads, violations of a policy, and what the browser's own audit finds. */
  readonly complaints: readonly string[];
}

export const openPage = async (browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  const devtools = await context.newCDPSession(page);
  devtools.on('Audits.issueAdded', ({ issue }) => complaints.push(issue.code));
  await devtools.send('Audits.enable');
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
};

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

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

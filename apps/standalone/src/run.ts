import 'reflect-metadata';
import { loadSettings } from '@counterfoil/platform/config';
import { createLogger } from '@counterfoil/platform/logging';
import { aborted } from './aborted.ts';
import { fail } from './failure-line.ts';
import { start } from './start.ts';
import { StartFailure } from './start-failure.ts';

/** Beyond this a stop is not clean any more, milliseconds (api.md: 10 s). */
const STOP_DEADLINE_MS = 9_500;

/** A JSON line like all others, but past the logger: that would scrub the key, or leave the line out by its level. */
const tellKey = (key: string): void => {
  const line = {
    level: 'info',
    time: new Date().toISOString(),
    sandbox_api_key: key,
    msg: 'your API key; keep it, it is not shown again',
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const serve = async (env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> => {
  const settings = loadSettings(env);
  const running = await start(settings, createLogger(settings.logLevel), stop);
  process.stdout.write(`ready ${running.url}\n`);
  if (running.newKey !== null) tellKey(running.newKey);
  await aborted(stop);
  await running.stop();
};

/** Runs the product until `stop` is aborted, then ends the process: 0 after a clean stop, also of a start; 1 otherwise. */
export const run = async (env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<never> => {
  void aborted(stop).then(() => {
    const late = new StartFailure('The product did not stop in time and was ended; the next start needs no help');
    setTimeout(fail, STOP_DEADLINE_MS, late).unref();
  });
  try {
    await serve(env, stop);
  } catch (error) {
    if (error !== stop.reason) fail(error);
  }
  process.exit(0);
};

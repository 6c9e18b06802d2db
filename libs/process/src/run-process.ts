import { loadSettings, type ProcessName, type Settings } from '@counterfoil/platform/config';
import { createLogger, type Logger } from '@counterfoil/platform/logging';
import { startTracing } from '@counterfoil/platform/tracing';
import { aborted } from './aborted.ts';
import { fail } from './failure-line.ts';
import { StartFailure } from './start-failure.ts';

/** A process, serving. */
export interface Running {
  readonly url: string;
  /** The API key made at this start, to be shown once; null when there were keys already. */
  readonly newKey: string | null;
  /** Drains: requests in flight are answered, then everything that was started is stopped. */
  stop(): Promise<void>;
}

/** Starts a process; on failure, or when `stop` is aborted meanwhile, all that was started is stopped again. */
export type Start = (settings: Settings, log: Logger, stop: AbortSignal) => Promise<Running>;

/** Beyond this a stop is not clean any more, milliseconds (api.md: 10 s; who starts other processes waits for them). */
const STOP_DEADLINE_MS = 9_500;
const STOP_DEADLINE_OF_ALL_MS = 14_500;

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

const serve = async (start: Start, env: NodeJS.ProcessEnv, stop: AbortSignal, as: ProcessName): Promise<void> => {
  const settings = loadSettings(env, as);
  const log = createLogger(settings.logLevel);
  const tracing = await startTracing({
    endpoint: settings.otlpEndpoint,
    share: settings.tracedShare,
    service: as,
    log,
  });
  const running = await start(settings, log, stop);
  process.stdout.write(`ready ${running.url}\n`);
  if (running.newKey !== null) tellKey(running.newKey);
  await aborted(stop);
  await running.stop();
  await tracing.stop();
};

/** Runs the process `name` as `start` starts it until `stop` is aborted, then ends the process: 0 after a clean stop, also of a start; 1 otherwise. */
export const runProcess = async (
  start: Start,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
  as: ProcessName = 'standalone',
): Promise<never> => {
  void aborted(stop).then(() => {
    const late = new StartFailure('The product did not stop in time and was ended; the next start needs no help');
    setTimeout(fail, as === 'services' ? STOP_DEADLINE_OF_ALL_MS : STOP_DEADLINE_MS, late).unref();
  });
  // Whoever started this beside others is gone, and nobody would stop it.
  if (as !== 'standalone') process.once('disconnect', () => process.exit(1));
  try {
    await serve(start, env, stop, as);
  } catch (error) {
    if (error !== stop.reason) fail(error);
  }
  process.exit(0);
};

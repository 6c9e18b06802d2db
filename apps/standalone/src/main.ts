import 'reflect-metadata';
import { EmbeddedPostgresError } from '@counterfoil/embedded-postgres';
import { loadSettings, SettingError } from '@counterfoil/platform/config';
import { createLogger, scrubText } from '@counterfoil/platform/logging';
import { start } from './start.ts';
import { StartFailure } from './start-failure.ts';

const NODE_MAJOR = 24;

/** Beyond this a stop is not clean any more, milliseconds (api.md: 10 s). */
const STOP_DEADLINE_MS = 9_500;

const lineOf = (error: unknown): string => {
  if (error instanceof StartFailure || error instanceof SettingError || error instanceof EmbeddedPostgresError)
    return error.message;
  return `Counterfoil could not start: ${scrubText(error instanceof Error ? error.message : String(error))}`;
};

/** One line on stderr, no stack: whoever starts the product needs to know what to change. */
const fail = (error: unknown): never => {
  process.stderr.write(`${lineOf(error).replaceAll(/\s+/g, ' ')}\n`);
  process.exit(1);
};

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

const main = async (): Promise<void> => {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR)
    throw new StartFailure(
      `Node.js ${NODE_MAJOR} or newer is needed, this is ${process.versions.node}: run npm ci, or install it`,
    );
  const settings = loadSettings(process.env);
  const log = createLogger(settings.logLevel);
  const stopRequested = new Promise<NodeJS.Signals>(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const starting = start(settings, log);
  const running = await starting;
  process.stdout.write(`ready ${running.url}\n`);
  if (running.newKey !== null) tellKey(running.newKey);
  await stopRequested;
  setTimeout(() => fail(new StartFailure('The product did not stop in time and was ended')), STOP_DEADLINE_MS).unref();
  await running.stop();
  process.exit(0);
};

main().catch(fail);

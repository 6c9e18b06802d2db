import 'reflect-metadata';
import { loadSettings } from '@counterfoil/platform/config';
import { createLogger } from '@counterfoil/platform/logging';
import { fail, StartFailure } from '@counterfoil/process';
import { rebuild } from './rebuild.ts';

// `npm run projections -- rebuild <name>`

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

const tell = (progress: string): void => {
  process.stdout.write(`${progress}\n`);
};

try {
  const [verb, name, ...rest] = process.argv.slice(2);
  if (verb !== 'rebuild' || name === undefined || rest.length > 0)
    throw new StartFailure('Usage: npm run projections -- rebuild <name>');
  const settings = loadSettings(process.env);
  await rebuild(settings, name, { log: createLogger(settings.logLevel), tell, stop: stop.signal });
} catch (error) {
  if (error !== stop.signal.reason) fail(error, 'The projection could not be rebuilt');
}
process.exit(0);

import 'reflect-metadata';
import { loadSettings } from '@counterfoil/platform/config';
import { fail, StartFailure } from '@counterfoil/process';
import { rotateKeys } from './rotate-keys.ts';

// `npm run vault -- rotate`

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

const tell = (progress: string): void => {
  process.stdout.write(`${progress}\n`);
};

try {
  const [verb, ...rest] = process.argv.slice(2);
  if (verb !== 'rotate' || rest.length > 0) throw new StartFailure('Usage: npm run vault -- rotate');
  await rotateKeys(loadSettings(process.env), tell, stop.signal);
} catch (error) {
  const stopped = new StartFailure('The rotation was stopped half-way: nothing is lost, run it again to finish it');
  fail(stop.signal.aborted ? stopped : error, 'The keys could not be rotated');
}
process.exit(0);

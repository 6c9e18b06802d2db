import 'reflect-metadata';
import { loadSettings } from '@counterfoil/platform/config';
import { fail } from './failure-line.ts';
import { rotateKeys } from './rotate-keys.ts';
import { StartFailure } from './start-failure.ts';

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

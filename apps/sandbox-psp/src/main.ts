import { startSandboxPsp } from './server.ts';
import { readSettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';

/** Tells the parent, when there is one, and waits until it has been told. */
const tell = (message: object): Promise<void> =>
  new Promise(resolve => (process.send ? process.send(message, () => resolve()) : resolve()));

const fail = async (error: unknown): Promise<never> => {
  const { code, message } = error instanceof StartFailure ? error : { code: 'internal_error', message: String(error) };
  process.stderr.write(`${message}\n`);
  await tell({ type: 'failed', code, message });
  process.exit(1);
};

const DRAIN_MS = 2_000;

const main = async (): Promise<void> => {
  // A killed parent closes the channel: nobody is left to serve, and what was answered is durable.
  process.once('disconnect', () => process.exit(0));
  const psp = await startSandboxPsp(readSettings(process.env));
  const drain = (): void => {
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    psp.close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
  await tell({ type: 'ready', url: psp.url });
};

main().catch(fail);

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '@counterfoil/platform/config';
import type { Logger } from '@counterfoil/platform/logging';

/** Where the processes find what they stand on. */
interface Engines {
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  readonly messagingUrl: string;
}

/**
 * Tells where the engines are: in the log, which hides passwords, and in `services.env` of the data folder, for other
 * programs on this machine. That file has passwords, is ours alone to read, holds only what this start has started
 * itself (on ports that are drawn at each), and goes with `stack`.
 */
export const tellEngines = async (
  engines: Engines,
  settings: Pick<Settings, 'dataDir' | 'databaseUrl' | 'messagingUrl'>,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<void> => {
  const { databaseUrl, eventStoreUrl, messagingUrl } = engines;
  const file = join(settings.dataDir, 'services.env');
  const lines = [
    ...(settings.databaseUrl === null ? [`DATABASE_URL='${databaseUrl}'\n`] : []),
    ...(settings.messagingUrl === null ? [`MESSAGING_URL='${messagingUrl}'\n`] : []),
  ];
  // Of a start that was killed; it would keep its mode besides.
  await rm(file, { force: true });
  stack.defer(() => rm(file, { force: true }));
  await writeFile(file, lines.join(''), { flag: 'wx', mode: 0o600 });
  const urls = { DATABASE_URL: databaseUrl, EVENT_STORE_URL: eventStoreUrl, MESSAGING_URL: messagingUrl };
  log.info({ ...urls, env_file: file }, 'the engines are up');
};

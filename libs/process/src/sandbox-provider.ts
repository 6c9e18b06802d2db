import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { aborted } from './aborted.ts';
import { portTaken, StartFailure } from './start-failure.ts';

interface SandboxProviderSettings {
  /** Its entry point (apps/sandbox-psp). */
  readonly main: URL;
  readonly port: number;
  readonly databaseUrl: string;
  readonly secretKey: string;
  readonly callbackSecret: string;
}

type Said = { readonly type: 'ready' } | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** Between two tries to start it again. */
const RETRY_MS = 1_000;

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const launch = async (settings: SandboxProviderSettings): Promise<ChildProcess> => {
  // A process of its own: it has its own books, and falls and rises without us.
  const child = fork(settings.main, {
    env: {
      ...process.env,
      SANDBOX_PSP_PORT: String(settings.port),
      DATABASE_URL: settings.databaseUrl,
      SANDBOX_PSP_SECRET_KEY: settings.secretKey,
      SANDBOX_PSP_WEBHOOK_SECRET: settings.callbackSecret,
    },
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    detached: true,
  });
  const [said] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [{ type: 'failed', code: 'exited', message: 'it exited before it was ready' }]),
  ])) as [Said];
  if (said.type === 'ready') return child;
  if (said.code === 'EADDRINUSE') throw portTaken('SANDBOX_PSP_PORT', settings.port);
  throw new StartFailure(`The sandbox provider does not start: ${said.message}`);
};

const end = async (child: ChildProcess): Promise<void> => {
  if (isGone(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await exited;
  clearTimeout(deadline);
};

const relaunch = async (settings: SandboxProviderSettings, log: Logger, stopping: AbortSignal) => {
  while (!stopping.aborted) {
    try {
      return await launch(settings);
    } catch (error) {
      log.error({ err: error }, 'the sandbox provider does not start again; it is tried again');
      await sleep(RETRY_MS);
    }
  }
  return undefined;
};

/** Starts `child` again whenever it dies, until `stopping` is aborted; then ends it. */
const keepRunning = async (
  first: ChildProcess,
  settings: SandboxProviderSettings,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> => {
  const asked = aborted(stopping);
  let child: ChildProcess | undefined = first;
  while (child) {
    if (!isGone(child)) await Promise.race([once(child, 'exit'), asked]);
    if (stopping.aborted) return end(child);
    log.error({ code: child.exitCode, signal: child.signalCode }, 'the sandbox provider died; it is started again');
    child = await relaunch(settings, log, stopping);
  }
};

/** Starts the sandbox provider beside us and starts it again when it dies. @throws StartFailure at the first start */
export const startSandboxProvider = async (
  settings: SandboxProviderSettings,
  log: Logger,
): Promise<{ stop(): Promise<void> }> => {
  const stopping = new AbortController();
  const kept = keepRunning(await launch(settings), settings, log, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return kept;
    },
  };
};

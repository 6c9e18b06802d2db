import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sandboxPspMain } from '@counterfoil/sandbox-psp';
import type { Logger } from 'pino';
import { StartFailure } from './start-failure.ts';

interface SandboxProviderSettings {
  readonly port: number;
  readonly databaseUrl: string;
  readonly secretKey: string;
  readonly callbackSecret: string;
}

type Said = { readonly type: 'ready' } | { readonly type: 'failed'; readonly code: string; readonly message: string };

const launch = async (settings: SandboxProviderSettings): Promise<ChildProcess> => {
  // A process of its own: it has its own books, and falls and rises without us.
  const child = fork(sandboxPspMain, {
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
  throw new StartFailure(
    said.code === 'EADDRINUSE'
      ? `SANDBOX_PSP_PORT: port ${settings.port} is in use by another program; set SANDBOX_PSP_PORT to a free port`
      : said.message,
  );
};

/** Starts the sandbox provider beside us and starts it again when it dies. @throws StartFailure at the first start */
export const startSandboxProvider = async (
  settings: SandboxProviderSettings,
  log: Logger,
): Promise<{ stop(): Promise<void> }> => {
  let stopping = false;
  let child = await launch(settings);

  const keepAlive = (): void => {
    child.once('exit', code => {
      if (stopping) return;
      log.error({ code }, 'the sandbox provider died; it is started again');
      launch(settings).then(
        again => {
          child = again;
          keepAlive();
        },
        (error: unknown) => log.fatal({ err: error }, 'the sandbox provider does not start again'),
      );
    });
  };
  keepAlive();

  return {
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const deadline = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(deadline);
    },
  };
};

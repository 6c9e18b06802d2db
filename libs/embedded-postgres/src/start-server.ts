import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@counterfoil/free-port';
import { disownPidFile, readPostmaster } from './postmaster.ts';
import { hasExited, ownFolder, startProgram } from './program.ts';
import type { Installation } from './program.ts';
import type { ServerLog } from './server-log.ts';
import { settingArguments } from './settings.ts';
import type { StoppableServer } from './stop-server.ts';

const POLL_MS = 10;
const RETRY_FOR_MS = 10_000;

/** A port lost to another program after it was found free; backends that outlive a killed server for a moment. */
const passing =
  /could not create any TCP\/IP sockets|shared memory block .* is still in use|lock file .* already exists/;

/** Starts PostgreSQL on `data`, at `port` or any free one; resolves when it takes connections, crash recovery included. */
export const startServer = async (
  installation: Installation,
  data: string,
  log: ServerLog,
  wanted: number | undefined,
): Promise<StoppableServer & { readonly port: number }> => {
  const deadline = performance.now() + RETRY_FOR_MS;
  for (;;) {
    await disownPidFile(data);
    const port = wanted ?? (await freePort());
    const command = ['postgres', '-D', ownFolder(installation, data), '-p', String(port), ...settingArguments] as const;
    const child = await startProgram(installation, command, data, log);
    const pid = await readyPid(child, data);
    if (pid !== undefined) {
      child.unref();
      return { pid, port, isGone: () => hasExited(child) };
    }
    const reason = await log.reason();
    if (!passing.test(reason) || performance.now() > deadline) throw new Error(`PostgreSQL did not start: ${reason}`);
    await delay(100);
  }
};

const readyPid = async (child: ChildProcess, data: string): Promise<number | undefined> => {
  while (!hasExited(child)) {
    const postmaster = await readPostmaster(data);
    if (postmaster?.ready && postmaster.pid === child.pid) return postmaster.pid;
    await delay(POLL_MS);
  }
  return undefined;
};

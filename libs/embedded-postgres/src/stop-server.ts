import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;

export interface StoppableServer {
  readonly pid: number;
  readonly isGone: () => boolean | Promise<boolean>;
}

/**
 * Stops a server cleanly: its clients are disconnected, and all is on disk. One that takes longer than `graceMs` is
 * killed; nothing committed is lost by that, the next start recovers it from the write-ahead log.
 */
export const stopServer = async (server: StoppableServer, graceMs = 8_000): Promise<void> => {
  await signal(server, 'SIGINT');
  if (await isGoneWithin(server, graceMs)) return;
  await signal(server, 'SIGKILL');
  await isGoneWithin(server, Infinity);
};

const signal = async ({ pid, isGone }: StoppableServer, name: NodeJS.Signals): Promise<void> => {
  if (await isGone()) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // else it went just now
  }
};

const isGoneWithin = async ({ isGone }: StoppableServer, ms: number): Promise<boolean> => {
  const deadline = performance.now() + ms;
  while (!(await isGone())) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
};

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { ServerLog } from './server-log.ts';

/** PostgreSQL's programs, and who runs them (undefined: this user). */
export interface Installation {
  readonly programs: string;
  readonly account: Account | undefined;
}

/**
 * How a program started in `folder` names it. Another account may not be allowed to walk the path there (`DATA_DIR`
 * below a folder that only root may enter); the kernel's link to the working folder asks for no such right.
 */
export const ownFolder = ({ account }: Installation, folder: string): string => (account ? '/proc/self/cwd' : folder);

/**
 * Starts a program of PostgreSQL in `folder`, its output going to `log`. It is in a process group of its own, so that
 * a signal to ours (Ctrl-C) leaves it alone, and inherits no secret: of the environment only PATH. When this process
 * exits with it running, it is asked to end too.
 */
export const startProgram = async (
  { programs, account }: Installation,
  [program, ...args]: readonly ['initdb' | 'postgres', ...string[]],
  folder: string,
  log: ServerLog,
): Promise<ChildProcess> => {
  const child = spawn(join(programs, 'bin', program), args, {
    ...account,
    cwd: folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', log.file.fd, log.file.fd],
    detached: true,
    windowsHide: true,
  });
  await once(child, 'spawn');
  const end = () => child.kill('SIGINT');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
};

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

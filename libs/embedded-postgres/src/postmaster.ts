import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { ifThere } from './if-there.ts';

/** What postmaster.pid tells of a server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const pidFile = (data: string) => join(data, 'postmaster.pid');

const readPidFile = async (data: string): Promise<string> => (await ifThere(readFile(pidFile(data), 'utf8'))) ?? '';

/** The server whose postmaster.pid lies in `data`, running or not (its lines: PostgreSQL's pidfile.h). */
export const readPostmaster = async (data: string): Promise<Postmaster | undefined> => {
  const [pid, , , port, , , , status] = (await readPidFile(data)).split('\n');
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port), ready: status?.trim() === 'ready' } : undefined;
};

/** Whether `postmaster` is alive and serves `data`, and is not another program that got its pid since. */
export const serves = async (postmaster: Postmaster, data: string, urlAt: (port: number) => string) => {
  if (process.platform !== 'linux') return answers(urlAt(postmaster.port));
  // A server works in its data folder; a process that is gone, or another user's, cannot be looked at.
  const folder = await stat(`/proc/${postmaster.pid}/cwd`).catch(() => undefined);
  const { dev, ino } = await stat(data);
  return folder?.dev === dev && folder.ino === ino;
};

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 57P03: starting or stopping. Anything else does not know our password.
    return (error as { code?: string }).code === '57P03';
  } finally {
    await client.end();
  }
};

/**
 * Keeps a pid of the past from being taken for a running server: a server to be started by this process passes over
 * this process's own pid. The file stays, as it also names the shared memory by which PostgreSQL finds orphaned backends.
 */
export const disownPidFile = async (data: string): Promise<void> => {
  const [pid, ...rest] = (await readPidFile(data)).split('\n');
  if (Number(pid) > 0) await writeFile(pidFile(data), [process.pid, ...rest].join('\n'));
  else await rm(pidFile(data), { force: true });
};

import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Deployment } from './deployment.ts';

/** Who holds a name that one process at a time may have. */
export interface Holder {
  /** Of PostgreSQL, as long as the name is held. */
  readonly backend: number;
  /** Such as `payment-1`. */
  readonly process: string;
}

/** The sockets that a process has open. */
const socketsOf = async (pid: number): Promise<readonly string[]> => {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    // A file that is closed meanwhile has no link.
    (await readdir(folder)).map(file => readlink(`${folder}/${file}`).catch(() => '')),
  );
  return links.flatMap(link => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
};

/** The socket on this machine whose own port that is (proc_pid_net(5)). */
const socketAt = async (port: number): Promise<string | undefined> => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').slice(1);
  return lines.map(line => line.trim().split(/\s+/)).find(([, local]) => local?.endsWith(wanted))?.[9];
};

/** Who holds the name behind the key of an advisory lock. @throws while nobody does, or someone who is dying */
export const holderOf = async ({ pool, pids }: Deployment, key: string): Promise<Holder> => {
  const { rows } = await pool.query<{ backend: number; port: number }>(
    `select a.pid as backend, a.client_port as port from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted
       and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`,
    [key],
  );
  const [row] = rows;
  const socket = row && (await socketAt(row.port));
  for (const [process, pid] of Object.entries(pids)) {
    // One that has just died has no files.
    const sockets: readonly (string | undefined)[] = await socketsOf(pid).catch(() => []);
    if (row && socket !== undefined && sockets.includes(socket)) return { backend: row.backend, process };
  }
  throw new Error(`Nobody holds ${key}`);
};

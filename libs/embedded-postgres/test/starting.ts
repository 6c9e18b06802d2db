import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/index.ts';
import { readPostmaster } from '../src/postmaster.ts';

const starter = fileURLToPath(new URL('./starter.ts', import.meta.url));
const typescript = new URL('../../../tools/typescript.mjs', import.meta.url).href;

const isRoot = process.getuid?.() === 0;

/** For tests that need root's rights. */
export const asRoot = isRoot ? it : it.skip;

/** For tests of what root is never refused. */
export const asUser = isRoot ? it.skip : it;

/** For tests in which root plays a normal user, which a clone below a folder of root's own does not allow. */
export const asOther =
  isRoot && spawnSync(process.execPath, ['--version'], { uid: 1, gid: 1 }).status === 0 ? it : it.skip;

const starters = new Set<ChildProcess>();

/** Starts a server from another process, which can be killed. */
export const spawnStarter = (dataDir: string, options: SpawnOptions = {}): ChildProcess => {
  const env = { PATH: process.env['PATH'] };
  const args = ['--import', typescript, starter, dataDir];
  const child = spawn(process.execPath, args, { env, ...options, stdio: ['pipe', 'pipe', 'inherit'] });
  child.once('spawn', () => starters.add(child));
  child.once('exit', () => starters.delete(child));
  return child;
};

/** What the other process says of its start. */
export const outcome = async (child: ChildProcess): Promise<{ url: string; name?: string; message?: string }> => {
  if (!child.stdout) throw new Error('the starter has no standard output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as { url: string };
};

export const kill = async (child: ChildProcess): Promise<void> => {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
};

export const query = async (url: string, statement: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};

/** An empty folder for `test`; afterwards it is removed, and starters and servers left on it are stopped. */
export const withFolder = async (test: (folder: string) => Promise<void>, parent = tmpdir()): Promise<void> => {
  const folder = await mkdtemp(join(parent, 'counterfoil-'));
  try {
    await test(folder);
  } finally {
    await Promise.all([...starters].map(kill));
    const left = await readPostmaster(join(folder, 'postgres'));
    if (left) await (await startEmbeddedPostgres({ dataDir: folder })).stop();
    await rm(folder, { recursive: true });
  }
};

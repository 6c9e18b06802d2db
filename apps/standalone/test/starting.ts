import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, type Product } from '@counterfoil/testing';

/** A folder of its own for a test; whatever the test left running there is killed with it. */
export const withFolder = async (test: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-start-'));
  try {
    await test(folder);
  } finally {
    for (const { pid } of await leftOn(folder)) killHard(pid);
    await eventually(async () => (await leftOn(folder)).length === 0);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Kills -9; a process that has gone by itself is no error. */
export const killHard = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** A process, and the command that started it. */
interface Left {
  readonly pid: number;
  readonly command: string;
}

const silent = (): string => ''; // It is gone by now, or another user's.

/** The processes, whoever's child, that have `variable` (`NAME=value`) in their environment or work below `folder`. Linux only. */
const processesOf = async (variable: string, folder?: string): Promise<readonly Left[]> => {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = pids.map(async (pid): Promise<readonly Left[]> => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(silent);
    const worksIn = await readlink(`/proc/${pid}/cwd`).catch(silent);
    const isBelow = folder !== undefined && worksIn.startsWith(folder);
    if (!environment.split('\0').includes(variable) && !isBelow) return [];
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(silent);
    // A zombie has no command: it has ended, and waits to be noticed.
    return command === '' ? [] : [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }];
  });
  return (await Promise.all(found)).flat();
};

/** The processes of the product on `dataDir`, its PostgreSQL included. */
export const leftOn = (dataDir: string): Promise<readonly Left[]> => processesOf(`DATA_DIR=${dataDir}`, dataDir);

const theOne = (processes: readonly Left[], part: string): number => {
  const [found, ...more] = processes.filter(({ command }) => command.includes(part));
  if (found === undefined || more.length > 0) throw new Error(`${more.length + Number(Boolean(found))} have ${part}`);
  return found.pid;
};

/** The one process on `dataDir` whose command has `part` in it. */
export const processOn = async (dataDir: string, part: string): Promise<number> => theOne(await leftOn(dataDir), part);

/** The one process with `variable` (`NAME=value`) in its environment and `part` in its command. */
export const processWith = async (variable: string, part: string): Promise<number> =>
  theOne(await processesOf(variable), part);

/** The whole lines of stdout by kind, without those of npm. */
export const linesOf = (
  product: Pick<Product, 'output'>,
): { readonly plain: readonly string[]; readonly json: readonly Record<string, unknown>[] } => {
  const lines = product
    .output()
    .stdout.split('\n')
    .filter(line => line !== '' && !line.startsWith('> '));
  const plain = lines.filter(line => !line.startsWith('{'));
  const json = lines.filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Record<string, unknown>);
  return { plain, json };
};

/** The API key that a first start tells, after it is ready. */
export const keyTold = (product: Product): Promise<string> =>
  eventually(() => keysTold(product)[0] ?? '', { describe: 'the line with the API key' });

/** Every API key it told so far. */
export const keysTold = (product: Product): readonly string[] =>
  linesOf(product).json.flatMap(({ sandbox_api_key: key }) => (typeof key === 'string' ? [key] : []));

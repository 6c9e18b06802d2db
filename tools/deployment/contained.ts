import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { image } from './dockerfile.ts';

/** A process as the image's container would have it. */
export interface Contained {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** With its exit code; null: by a signal. */
  readonly exited: Promise<number | null>;
}

const [uid = 0, gid = 0] = image.user.split(':').map(Number);

/** Root may write everywhere, which the container's user may not. */
const asUser = process.getuid?.() === 0 ? { uid, gid } : {};

const run = (args: readonly string[], tree: string, env: Readonly<Record<string, string>>): Contained => {
  const child = spawn(process.execPath, args, {
    ...asUser,
    cwd: tree,
    // Nothing that is not the image's or the deployment's. There is no folder for what is temporary: a root that is read-only has none.
    env: { ...image.environment, TMPDIR: tree, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { process: child, output: () => output, exited: once(child, 'close').then(([code]) => code as number | null) };
};

/** Starts `command`, or the image's own, in `tree` with `env`. */
export const startContained = (
  tree: string,
  env: Readonly<Record<string, string>>,
  command: readonly string[] = image.command,
): Contained => run([...image.entrypoint.slice(1), ...command], tree, env);

/** What a health check of `node`'s says: its exit code. */
export const checkHealth = (
  tree: string,
  env: Readonly<Record<string, string>>,
  [kind, ...check]: readonly string[] = ['CMD', ...image.healthcheck],
): Promise<number | null> => {
  if (kind !== 'CMD' || check[0] !== 'node') throw new Error(`not a check by node: ${kind} ${check[0]}`);
  return run(check.slice(1), tree, env).exited;
};

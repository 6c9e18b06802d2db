import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** The program `name` of `PATH`; undefined when there is none. */
export const findProgram = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(path => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false; // Not in this folder, or not for us.
      }
    });

/** Of the environment only what finds programs and Maven's own files: no secret reaches a child. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C' });

/** How a program ended, and what it said. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end. */
export const runProgram = async (program: string, args: readonly string[], timeoutMs: number): Promise<Ended> => {
  const child = spawn(program, args, {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
};

/**
 * Runs a program for as long as its standard input is open, then asks it to end: the system closes it when this process
 * ends, in whatever way. Says the program's pid first.
 */
const GUARD = `exec 3<&0
"$@" 3<&- </dev/null >&2 &
program=$!
echo "$program"
{ cat <&3 >/dev/null; kill "$program"; } >/dev/null 2>&1 &
exec 3<&-
wait "$program"`;

/** A program that ends with this process, after kill -9 too. */
export interface GuardedProgram {
  readonly pid: number;
  readonly hasExited: () => boolean;
  readonly exited: Promise<void>;
}

const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Starts a program whose output goes to the file `output`, in a process group of its own (Ctrl-C is not for it). */
export const startGuarded = async (
  program: string,
  args: readonly string[],
  output: number,
): Promise<GuardedProgram> => {
  const child = spawn('/bin/sh', ['-c', GUARD, 'guard', program, ...args], {
    env: environment(),
    stdio: ['pipe', 'pipe', output],
    detached: true,
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('unreachable: both are pipes');
  const exited = once(child, 'exit').then(() => {
    stdin.destroy();
    stdout.destroy();
  });
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return { pid: Number(line), hasExited: () => hasExited(child), exited };
};

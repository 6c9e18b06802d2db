import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** The file PostgreSQL's programs write to. */
export interface ServerLog {
  readonly file: FileHandle;
  /** The last failure it tells of since it was opened here; without one, its last line. */
  reason(): Promise<string>;
}

export const openLog = async (path: string): Promise<ServerLog> => {
  const file = await open(path, 'a+', 0o600);
  const { size: start } = await file.stat();
  const reason = async () => {
    const { size } = await file.stat();
    const { buffer } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    const lines = buffer.toString().trim().split('\n');
    const failure = lines.findLast(line => /(FATAL|PANIC|error): /.test(line)) ?? lines.at(-1) ?? '';
    return failure.replace(/^.*?(FATAL|PANIC|error): +/, '');
  };
  return { file, reason };
};

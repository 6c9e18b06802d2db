import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** PostgreSQL's own log; `reason()` is the last failure it told of since it was opened here. */
export interface ServerLog {
  readonly file: FileHandle;
  reason(): Promise<string>;
}

export const openLog = async (path: string): Promise<ServerLog> => {
  const file = await open(path, 'a+', 0o600);
  const { size: start } = await file.stat();
  const reason = async () => {
    const { size } = await file.stat();
    const { buffer } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    return (
      /(?:FATAL|PANIC|error): +(.*)(?![\s\S]*(?:FATAL|PANIC|error): )/.exec(buffer.toString())?.[1] ??
      'it gave no reason'
    );
  };
  return { file, reason };
};

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts a double in a process of its own, so that its memory and its work are not the test's. */
export const spawnEventStoreDouble = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const typescript = new URL('../../../../tools/typescript.mjs', import.meta.url).href;
  const path = fileURLToPath(new URL('./serve.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', typescript, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exited = once(child, 'exit');
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('the EventStoreDB double did not start'))),
  ])) as [string];
  return {
    url,
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
};

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections: nobody else picks one of these by chance. */
const FIRST = 10_000;
const PER_WORKER = 5_000;

const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % 4;
let next = Math.floor(Math.random() * PER_WORKER);

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1');
  // `once` rejects with the error of a port that is taken.
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (isListening) await new Promise(resolve => server.close(resolve));
  return isListening;
};

/** A port that nothing listens on at the moment, and that this process is not given again soon. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + worker * PER_WORKER + next;
    next = (next + 1) % PER_WORKER;
    if (await isFree(port)) return port;
  }
};

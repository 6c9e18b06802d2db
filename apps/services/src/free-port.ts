import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections: nobody else picks one of these by chance. */
const FIRST = 30_000;
const COUNT = 2_500;

let next = Math.floor(Math.random() * COUNT);

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

/** A port for a process of ours, on which nothing listens at the moment, and that nobody is given again soon. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port)) return port;
  }
};

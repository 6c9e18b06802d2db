import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports, `count` of them from `first` on. */
interface PortRange {
  readonly first: number;
  readonly count: number;
}

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

/**
 * Gives ports of a range on which nothing listens at the moment, in turn from anywhere in it: none is given again soon. A range
 * below 32,768, from where systems take the ports of outgoing connections, is one that nobody else picks by chance.
 */
export const freePortsOf = ({ first, count }: PortRange): (() => Promise<number>) => {
  let next = Math.floor(Math.random() * count);
  return async () => {
    for (let looked = 0; looked < count; looked += 1) {
      const port = first + next;
      next = (next + 1) % count;
      if (await isFree(port)) return port;
    }
    throw new Error(`Something listens on every port from ${first} to ${first + count - 1}: end what is not needed`);
  };
};

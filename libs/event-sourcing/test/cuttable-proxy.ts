import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and its server, and can fail in the ways a network does. */
export interface CuttableProxy {
  /** The server's url, by way of the proxy. */
  readonly url: string;
  /** Ends every connection as soon as the server next answers, and keeps that answer to itself. */
  swallowNextAnswer(): void;
  close(): Promise<void>;
}

export const cuttableProxy = async (serverUrl: string): Promise<CuttableProxy> => {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let swallow = false;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    // A cut is what this is for; either side may be gone already.
    socket.on('error', () => {});
    return socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer(socket => {
    const client = track(socket);
    const upstream = track(connect(Number(port), hostname));
    client.pipe(upstream);
    upstream.on('data', data => {
      if (swallow) cut();
      else client.write(data);
      swallow = false;
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    swallowNextAnswer: () => (swallow = true),
    close: async () => {
      cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
};

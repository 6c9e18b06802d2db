import type { Server, ServerCredentials } from '@grpc/grpc-js';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The double's port, whose connections can be cut as a network does it. */
export interface DoubleConnections {
  readonly port: number;
  /** Connections that were taken so far. */
  readonly taken: () => number;
  /** Ends every connection that there is. */
  cut(): void;
  /** From now on new connections are ended at once, or are not. */
  refuse(refusing: boolean): void;
  close(): Promise<void>;
}

export const openConnections = async (
  server: Server,
  credentials: ServerCredentials,
  port: number,
): Promise<DoubleConnections> => {
  const injector = server.createConnectionInjector(credentials);
  const sockets = new Set<Socket>();
  let isRefusing = false;
  let taken = 0;
  const listener = createServer(socket => {
    // The other side may be gone already; that is what a cut is.
    socket.on('error', () => {});
    if (isRefusing) return void socket.destroy();
    taken += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  await once(listener.listen(port, '127.0.0.1'), 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    taken: () => taken,
    cut,
    refuse: refusing => (isRefusing = refusing),
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      injector.destroy();
      server.forceShutdown();
      await closed;
    },
  };
};

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort, freePortsOf } from './index.ts';

const listenOn = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

describe('free ports', () => {
  it('can be listened on', async () => {
    const servers = [await listenOn(await freePort()), await listenOn(await freePort())];
    for (const server of servers) server.close();
  });

  it('come from their range, each in its turn, past those that are taken', async () => {
    const range = { first: 31_900, count: 4 };
    const taken = await listenOn(31_902);
    const next = freePortsOf(range);
    const ports = [await next(), await next(), await next()];
    expect(ports.toSorted()).toEqual([31_900, 31_901, 31_903]);
    expect(await next()).toBe(ports[0]);
    taken.close();
  });

  it('end with a clear error where every port of the range is taken', async () => {
    const taken = await listenOn(31_910);
    await expect(freePortsOf({ first: 31_910, count: 1 })()).rejects.toThrow(
      'Something listens on every port from 31910 to 31910: end what is not needed',
    );
    taken.close();
  });
});

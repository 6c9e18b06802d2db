import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { errorCode, StartFailure } from './start-failure.ts';

const PATIENCE_MS = 2_000;
const EVERY_MS = 50;

/** Listens on `host`. A process that was just killed may hold the port for an instant: a taken one is tried again. */
export const listen = async (
  app: FastifyInstance,
  host: string,
  port: number,
  patienceMs = PATIENCE_MS,
): Promise<string> => {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EADDRINUSE')
      throw new StartFailure(code, `SANDBOX_PSP_PORT: cannot listen on port ${port} (${code}).`);
    if (patienceMs <= 0)
      throw new StartFailure(code, `SANDBOX_PSP_PORT: port ${port} is taken; free it or choose another.`);
    await pause(EVERY_MS);
    return listen(app, host, port, patienceMs - EVERY_MS);
  }
};

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const SWEEP_MS = 50;

/**
 * Stops accepting, lets the requests in flight finish, then closes the application's modules. Connections are closed as
 * they fall idle; those still busy after `deadlineMs` are cut.
 */
export const shutDown = async (application: NestFastifyApplication, deadlineMs: number): Promise<void> => {
  const server = application.getHttpServer();
  // What still arrives on an open connection is answered, and is the last there.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('connection', 'close');
  });
  // A connection that was busy when the server closed would otherwise be kept alive for another minute.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  try {
    // First the listener: Nest would end the modules while their requests still run.
    await application.getHttpAdapter().getInstance().close();
    await application.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
};

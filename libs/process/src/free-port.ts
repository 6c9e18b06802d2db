import { createServer } from 'node:net';
import { codeOf, portTaken, StartFailure } from './start-failure.ts';

/** Fails early, before anything else is started, when `port` cannot be listened on. @throws StartFailure */
export const assertPortIsFree = async (variable: string, port: number): Promise<void> => {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') throw portTaken(variable, port);
    throw new StartFailure(`${variable}: port ${port} cannot be listened on (${code}); set ${variable} to a free port`);
  }
  await new Promise(resolve => probe.close(resolve));
};

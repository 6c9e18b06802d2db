import { once } from 'node:events';
import { connect } from 'node:net';

/** Whether somebody takes connections there, on this machine. */
export const listensOn = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // Refused: nobody is there yet.
  } finally {
    socket.destroy();
  }
};

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server that leads every name to wherever it is told. */
export interface NameServer {
  /** To be given to the product. */
  readonly env: Readonly<Record<string, string>>;
  /** How many questions for an IPv4 address it has answered. */
  readonly asked: () => number;
  /** The IPv4 address of every name from now on. */
  lead(to: string): void;
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
/** A response to a recursive question, without an error. */
const ANSWERED = 0x8180;
const TYPE_A = 1;

/** Up to and with type and class of the one question (RFC 1035 §4.1). */
const questionOf = (message: Buffer): Buffer => message.subarray(HEADER_BYTES, message.indexOf(0, HEADER_BYTES) + 5);

const addressRecord = (address: string): Buffer =>
  // The question's name; A, IN; no time to live, four bytes.
  Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);

const answerTo = (message: Buffer, address: string | null): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(ANSWERED, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(address === null ? 0 : 1, 6);
  return Buffer.concat([header, questionOf(message), ...(address === null ? [] : [addressRecord(address)])]);
};

/** Listens on loopback. */
export const startNameServer = async (first: string): Promise<NameServer> => {
  let address = first;
  let asked = 0;
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address: from }) => {
    const isForA = questionOf(message).readUInt16BE(questionOf(message).length - 4) === TYPE_A;
    if (isForA) asked += 1;
    socket.send(answerTo(message, isForA ? address : null), port, from);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    env: {
      NODE_OPTIONS: `--import ${new URL('./name-server.mjs', import.meta.url).href}`,
      WEBHOOK_TEST_NAME_SERVER: `127.0.0.1:${socket.address().port}`,
    },
    asked: () => asked,
    lead: to => (address = to),
    close: () => new Promise(resolve => socket.close(() => resolve())),
  };
};

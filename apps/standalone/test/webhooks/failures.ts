import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { status } from './receiver.ts';

/** A megabyte that nobody wants to have ten times. */
const MEGABYTE = Buffer.alloc(1_000_000, 'x');

const tenMegabytes = (response: ServerResponse): void => {
  response.writeHead(500, { 'content-type': 'text/plain' });
  for (let sent = 0; sent < 10; sent += 1) response.write(MEGABYTE);
  response.end();
};

/** A gigabyte when it is unpacked: a gzip of zeros, ten members one after the other. */
const gzipBomb = (response: ServerResponse): void => {
  const member = gzipSync(Buffer.alloc(100_000_000));
  response.writeHead(500, { 'content-encoding': 'gzip' });
  for (let sent = 0; sent < 10; sent += 1) response.write(member);
  response.end();
};

const halfAnAnswer = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('half', () => response.destroy());
};

/** How a receiver fails at once, and what is then said of the try: status, error, excerpt. */
export const failures = {
  'an error of its own': [status(500), [500, null, 'this is 500']],
  'no such page': [status(404), [404, null, 'this is 404']],
  'a redirect': [status(307, { location: 'http://127.0.0.1:1/' }), [307, 'redirect', null]],
  'a redirect to itself': [status(302, { location: '/hook' }), [302, 'redirect', null]],
  'a reset connection': [
    (response: ServerResponse) => void response.socket?.resetAndDestroy(),
    [null, 'connection_failed', null],
  ],
  'half an answer': [halfAnAnswer, [200, 'connection_failed', null]],
  'something that is no HTTP': [
    (response: ServerResponse) => void response.socket?.end('hello\r\n\r\n'),
    [null, 'invalid_answer', null],
  ],
  'ten megabytes': [tenMegabytes, [500, null, 'x'.repeat(16_384)]],
  'a gzip bomb': [gzipBomb, [500, null, '[compressed]']],
} as const;

/** Takes the request and never answers. */
export const hang = (): void => {};

/** Answers a byte at a time, for ever. */
export const drip = (response: ServerResponse): void => {
  response.writeHead(200);
  const dripping = setInterval(() => response.write('.'), 200);
  response.on('close', () => clearInterval(dripping));
};

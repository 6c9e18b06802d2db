import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes to serve. */
export interface ServedFile {
  /** Its media type. */
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const servedFile = (type: string, bytes: Buffer): ServedFile => ({
  type,
  bytes,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
});

/** The files of a page of ours by name: these and no others, whatever else lies beside them, each read once. */
export const pageFiles = (paths: Readonly<Record<string, string>>): ((name: string) => ServedFile | null) => {
  const kept = new Map<string, ServedFile>();
  return name => {
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
    if (path === undefined) return null;
    const file = kept.get(name) ?? servedFile(TYPES[extname(path)] ?? 'application/octet-stream', readFileSync(path));
    kept.set(name, file);
    return file;
  };
};

/** Answers with the file, or 304 to who has it already. */
export const serveFile = (
  request: FastifyRequest,
  reply: FastifyReply,
  { type, bytes, etag }: ServedFile,
  cacheControl: string,
): void => {
  reply.headers({ etag, 'cache-control': cacheControl });
  if (request.headers['if-none-match'] === etag) reply.status(304).send();
  else reply.type(type).send(bytes);
};

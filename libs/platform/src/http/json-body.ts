import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { edgeProblem } from './edge-problems.ts';

/** Bytes. */
export const BODY_LIMIT = 256 * 1024;

const JSON_TYPE = /^application\/json *(?:;|$)/i;

const parseJson = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) throw edgeProblem('malformed_json');
  try {
    return parse(bytes.toString());
  } catch {
    // The parser's message quotes the body, which may hold a card.
    throw edgeProblem('malformed_json');
  }
};

const bodyOf = (request: FastifyRequest, bytes: Buffer): unknown => {
  if (request.routeOptions.config.keepRawBody === true) request.rawBody = bytes;
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw edgeProblem('unsupported_media_type');
  return parseJson(bytes);
};

/**
 * One parser for every type, so that a body is measured (413) before its type (415) and its syntax (400) are judged.
 * As `bytes` nothing else is: whoever gets them judges.
 */
export const acceptBodies = (fastify: FastifyInstance, as: 'json' | 'bytes'): void => {
  // Whoever deletes says so by the path: a body is ignored, as it is with GET.
  fastify.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    try {
      done(null, as === 'bytes' ? bytes : bodyOf(request, bytes));
    } catch (error) {
      done(error as Error);
    }
  });
};

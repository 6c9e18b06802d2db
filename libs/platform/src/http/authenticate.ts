import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/api-key.ts';
import type { ApiKeys } from '../auth/api-keys.ts';

const BEARER = /^bearer +(\S+) *$/i;

/** The caller named by the request's API key; null when there is none. At once, unless the key must be looked up. */
export const authenticate = (apiKeys: ApiKeys, request: FastifyRequest): Caller | null | Promise<Caller | null> => {
  const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
  return key === undefined ? null : apiKeys.find(key);
};

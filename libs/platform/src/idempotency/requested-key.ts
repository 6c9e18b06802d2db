import type { FastifyRequest } from 'fastify';
import { validationFailed } from '../http/valid.ts';
import { keyOfBody, keyOfHeader } from './idempotency-key.ts';

interface Requested {
  readonly key: string;
  /** What the key stands for: the body without the key. */
  readonly content: unknown;
}

/**
 * The key of a request, from its header or, where `inBody`, from its `idempotency_key`; undefined without one.
 * @throws Problem `validation_failed` for a bad key, and for two that differ
 */
export const requestedKey = (
  { headers, body = {} }: Pick<FastifyRequest, 'headers' | 'body'>,
  inBody: boolean,
): Requested | undefined => {
  const header = headers['idempotency-key'];
  const fromHeader = header === undefined ? undefined : checked(keyOfHeader(String(header)));
  if (!inBody || !isObject(body)) return fromHeader === undefined ? undefined : { key: fromHeader, content: body };
  const { idempotency_key: given, ...content } = body;
  const fromBody = given === undefined ? undefined : checked(keyOfBody(given));
  const key = fromHeader ?? fromBody;
  if (key === undefined) return undefined;
  if (fromBody !== undefined && fromBody !== key) throw fault('must agree with the Idempotency-Key header');
  return { key, content };
};

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const checked = (key: string | undefined): string => {
  if (key === undefined) throw fault('must be 1 to 255 printable ASCII characters, bare or as a quoted string');
  return key;
};

const fault = (detail: string) => validationFailed([{ pointer: '/idempotency_key', detail }]);

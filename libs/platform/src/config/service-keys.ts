import { z } from 'zod';
import { form } from './values.ts';

const part = z.string().regex(/^[\w-]{43}$/);
const publicKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string().min(1), x: part });
const privateKey = publicKey.extend({ d: part });
// Strict: a private key that went astray among the public ones must not pass for one of them.
const publicKeys = z.object({ keys: z.array(publicKey.extend({ d: z.undefined().optional() })).min(1) });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON is no key: the form says what was expected.
  }
};

/** RFC 8037, the key of one process: `kid` is its name. */
export const servicePrivateKey = form(
  'a private Ed25519 key as JSON Web Key: {"kty":"OKP","crv":"Ed25519","kid":…,"x":…,"d":…}',
  text => privateKey.safeParse(jsonOf(text)).data,
);

const differ = (kids: readonly string[]): boolean => new Set(kids).size === kids.length;

/** RFC 7517, a key set: one key a process, no private one. */
export const servicePublicKeys = form(
  'public Ed25519 keys as JSON Web Key Set: {"keys":[…]}, each kid once, without a private part',
  text => {
    const found = publicKeys.safeParse(jsonOf(text)).data;
    if (!found || !differ(found.keys.map(({ kid }) => kid))) return undefined;
    return { keys: found.keys.map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x })) };
  },
);

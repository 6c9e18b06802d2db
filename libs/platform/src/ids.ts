import { hash } from 'node:crypto';
import { encodeTime } from 'ulidx';
import { parse } from 'uuid';

/** The namespace of our names. */
const COUNTERFOIL = parse('6c1d8a4e-2f57-5b0a-9a53-0c0f6e1b7d42');
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** The prefixes of domain.md. */
export type IdPrefix = 'cs' | 'pay' | 'ch' | 're' | 'pm' | 'mer' | 'evt' | 'dp' | 'rev' | 'we' | 'whd';

/**
 * The UUID that follows from `name`: the same name gives the same id, in every process and after every crash. Version 5 of RFC
 * 9562, made here: the library's takes three times as long, and each command derives a few.
 */
export const deriveUuid = (...name: readonly string[]): string => {
  const hex = hash('sha1', Buffer.concat([COUNTERFOIL, Buffer.from(name.join('\n'))]), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** A prefixed, time-ordered id (a lower-case ULID) that follows from `seed`: a retried command makes no second object. */
export const deriveId = (prefix: IdPrefix, now: Date, seed: string): string => {
  const digest = hash('sha256', `${prefix}\n${seed}`, 'buffer');
  const unique = Array.from(digest.subarray(0, 16), byte => CROCKFORD.charAt(byte & 31)).join('');
  return `${prefix}_${encodeTime(now.getTime(), 10).toLowerCase()}${unique}`;
};

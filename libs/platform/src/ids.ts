import { createHash } from 'node:crypto';
import { encodeTime } from 'ulidx';
import { parse, v5 } from 'uuid';

const COUNTERFOIL = parse('6c1d8a4e-2f57-5b0a-9a53-0c0f6e1b7d42');
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** The prefixes of domain.md. */
export type IdPrefix = 'cs' | 'pay' | 'ch' | 're' | 'pm' | 'mer' | 'evt' | 'dp' | 'rev' | 'we' | 'whd';

/** The UUID that follows from `name`: the same name gives the same id, in every process and after every crash. */
export const deriveUuid = (...name: readonly string[]): string => v5(Buffer.from(name.join('\n')), COUNTERFOIL);

/** A prefixed, time-ordered id (a lower-case ULID) that follows from `seed`: a retried command makes no second object. */
export const deriveId = (prefix: IdPrefix, now: Date, seed: string): string => {
  const digest = createHash('sha256').update(`${prefix}\n${seed}`).digest();
  const unique = Array.from(digest.subarray(0, 16), byte => CROCKFORD.charAt(byte & 31)).join('');
  return `${prefix}_${encodeTime(now.getTime(), 10).toLowerCase()}${unique}`;
};

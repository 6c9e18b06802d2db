import type { AnswerSeal } from './answer-seal.ts';
import { bodyFields } from './body-fields.ts';

/** Pointer of each field, in document order, to a keyed hash of its value: enough to tell bodies apart, and no more. */
export type FieldHashes = Readonly<Record<string, string>>;

const HASH_BYTES = 12;

/** The hashes differ between scopes, so that no two rows tell whether they hold the same value. */
export const hashFields = (body: unknown, scope: string, seal: AnswerSeal): FieldHashes =>
  Object.fromEntries(
    bodyFields(body).map(([pointer, value]) => {
      const mac = seal.mac('idempotency-field', `${scope}\n${pointer}\n${value}`);
      return [pointer, mac.toString('base64', 0, HASH_BYTES)];
    }),
  );

/** The pointer of the first field that is not as it was: in the new body's order, then those that it lacks. */
export const firstDifference = (before: FieldHashes, now: FieldHashes): string | undefined =>
  Object.keys(now).find(pointer => now[pointer] !== before[pointer]) ??
  Object.keys(before).find(pointer => now[pointer] === undefined);

import { scrubText } from '../logging/scrub.ts';
import type { AnswerSeal } from './answer-seal.ts';

/** The scope as a row may hold it: one that holds a card number or a secret, say for an idempotency key, is hashed. */
export const kept = (scope: string, seal: AnswerSeal): string =>
  scrubText(scope) === scope ? scope : `hashed ${seal.mac('idempotency-scope', scope).toString('base64url')}`;

export { canonicalJson } from './body-fields.ts';
export type { AnswerSeal } from './answer-seal.ts';
export { Idempotency } from './idempotency.ts';
export { IdempotencyInterceptor, IdempotencyKeyInBody } from './idempotency.interceptor.ts';

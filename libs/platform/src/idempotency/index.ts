export { SEALED_ANSWERS } from './answer-rows.ts';
export { canonicalJson } from './body-fields.ts';
export { Idempotency, idempotencySchema } from './idempotency.ts';
export { IdempotencyInterceptor, IdempotencyKeyInBody } from './idempotency.interceptor.ts';
export { requestedKey } from './requested-key.ts';

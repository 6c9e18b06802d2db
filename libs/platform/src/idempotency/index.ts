export { canonicalJson } from './body-fields.ts';
export { Idempotency } from './idempotency.ts';
export { IdempotencyInterceptor, IdempotencyKeyInBody } from './idempotency.interceptor.ts';

export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { deriveId, deriveUuid } from './ids.ts';
export type { IdPrefix } from './ids.ts';
export type { RequestContext } from './request-context.ts';

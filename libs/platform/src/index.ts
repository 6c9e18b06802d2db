export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { deriveId, deriveUuid } from './ids.ts';
export type { RequestContext } from './request-context.ts';
export { crashPoint } from './crash-point.ts';
export type { CrashPoint } from './crash-point.ts';
export { Problem } from './problem/problem.ts';
export type { FieldFault } from './problem/problem.ts';
export { isProblemCode } from './problem/problems.ts';

export { Access, Context } from './access.ts';
export { createHttpApplication } from './http-application.ts';
export { pointerTo } from './faults.ts';
export type { Audience } from './request.ts';
export { shutDown } from './shut-down.ts';
export { valid, validationFailed } from './valid.ts';
